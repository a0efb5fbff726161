using Tollgate.Testing.Administering;
using Xunit;

namespace Tollgate.Postgres.Tests.Stores;

public sealed class PostgresSpendCapTests(PostgresStoreHost host) : SpendCapSuite(host), IClassFixture<PostgresStoreHost>;
