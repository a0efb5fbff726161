using Tollgate.Postgres.Tests.Stores;
using Tollgate.Testing.Billing;
using Xunit;

namespace Tollgate.Postgres.Tests.Billing;

public sealed class PostgresPlanChangeBillingTests(PostgresStoreHost host) : PlanChangeBillingSuite(host), IClassFixture<PostgresStoreHost>;
