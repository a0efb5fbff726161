using Tollgate.Testing.Administering;
using Xunit;

namespace Tollgate.Postgres.Tests.Stores;

public sealed class PostgresPlanTests(PostgresStoreHost host) : PlanSuite(host), IClassFixture<PostgresStoreHost>;
