using Tollgate.Testing.Entitling;
using Xunit;

namespace Tollgate.Postgres.Tests.Stores;

public sealed class PostgresEntitlementTests(PostgresStoreHost host) : EntitlementSuite(host), IClassFixture<PostgresStoreHost>;
