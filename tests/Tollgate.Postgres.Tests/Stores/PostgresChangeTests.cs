using Tollgate.Testing.Entitling;
using Xunit;

namespace Tollgate.Postgres.Tests.Stores;

public sealed class PostgresChangeTests(PostgresStoreHost host) : ChangeSuite(host), IClassFixture<PostgresStoreHost>;
