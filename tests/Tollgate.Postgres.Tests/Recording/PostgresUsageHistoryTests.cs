using Tollgate.Postgres.Tests.Stores;
using Tollgate.Testing.Recording;
using Xunit;

namespace Tollgate.Postgres.Tests.Recording;

public sealed class PostgresUsageHistoryTests(PostgresStoreHost host) : UsageHistorySuite(host), IClassFixture<PostgresStoreHost>;
