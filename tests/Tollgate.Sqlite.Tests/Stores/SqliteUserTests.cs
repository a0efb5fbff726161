using Tollgate.Testing.Administering;
using Xunit;

namespace Tollgate.Sqlite.Tests.Stores;

public sealed class SqliteUserTests(SqliteStoreHost host) : UserSuite(host), IClassFixture<SqliteStoreHost>;
