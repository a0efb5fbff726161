using Tollgate.Testing.Entitling;
using Xunit;

namespace Tollgate.Sqlite.Tests.Stores;

public sealed class SqliteCacheTests(SqliteStoreHost host) : CacheSuite(host), IClassFixture<SqliteStoreHost>;
