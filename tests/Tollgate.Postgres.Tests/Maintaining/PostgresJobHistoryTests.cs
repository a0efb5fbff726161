using Tollgate.Postgres.Tests.Stores;
using Tollgate.Testing.Maintaining;
using Xunit;

namespace Tollgate.Postgres.Tests.Maintaining;

public sealed class PostgresJobHistoryTests(PostgresStoreHost host) : JobHistorySuite(host), IClassFixture<PostgresStoreHost>;
