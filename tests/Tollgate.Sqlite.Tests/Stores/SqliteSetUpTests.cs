using Tollgate.Testing.Administering;
using Xunit;

namespace Tollgate.Sqlite.Tests.Stores;

public sealed class SqliteSetUpTests(SqliteStoreHost host) : SetUpSuite(host), IClassFixture<SqliteStoreHost>;
