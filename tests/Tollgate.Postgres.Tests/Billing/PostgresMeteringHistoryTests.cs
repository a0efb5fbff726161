using Tollgate.Postgres.Tests.Stores;
using Tollgate.Testing.Billing;
using Xunit;

namespace Tollgate.Postgres.Tests.Billing;

public sealed class PostgresMeteringHistoryTests(PostgresStoreHost host) : MeteringHistorySuite(host, histories: 2), IClassFixture<PostgresStoreHost>;
