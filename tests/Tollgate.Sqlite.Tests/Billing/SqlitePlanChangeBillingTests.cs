using Tollgate.Sqlite.Tests.Stores;
using Tollgate.Testing.Billing;
using Xunit;

namespace Tollgate.Sqlite.Tests.Billing;

public sealed class SqlitePlanChangeBillingTests(SqliteStoreHost host) : PlanChangeBillingSuite(host), IClassFixture<SqliteStoreHost>;
