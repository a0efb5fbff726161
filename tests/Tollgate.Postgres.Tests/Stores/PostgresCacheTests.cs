using Tollgate.Testing.Entitling;
using Xunit;

namespace Tollgate.Postgres.Tests.Stores;

public sealed class PostgresCacheTests(PostgresStoreHost host) : CacheSuite(host), IClassFixture<PostgresStoreHost>;
