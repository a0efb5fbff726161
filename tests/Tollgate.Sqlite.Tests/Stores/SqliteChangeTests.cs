using Tollgate.Testing.Entitling;
using Xunit;

namespace Tollgate.Sqlite.Tests.Stores;

public sealed class SqliteChangeTests(SqliteStoreHost host) : ChangeSuite(host), IClassFixture<SqliteStoreHost>;
