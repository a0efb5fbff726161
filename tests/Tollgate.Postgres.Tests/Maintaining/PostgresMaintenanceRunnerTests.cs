using Tollgate.Postgres.Tests.Stores;
using Tollgate.Testing.Maintaining;
using Xunit;

namespace Tollgate.Postgres.Tests.Maintaining;

public sealed class PostgresMaintenanceRunnerTests(PostgresStoreHost host) : MaintenanceRunnerSuite(host), IClassFixture<PostgresStoreHost>;
