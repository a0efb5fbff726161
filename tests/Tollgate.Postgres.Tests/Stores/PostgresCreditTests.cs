using Tollgate.Testing.Billing;
using Xunit;

namespace Tollgate.Postgres.Tests.Stores;

public sealed class PostgresCreditTests(PostgresStoreHost host) : CreditHistorySuite(host), IClassFixture<PostgresStoreHost>;
