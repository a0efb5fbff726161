using Tollgate.Sqlite.Tests.Stores;
using Tollgate.Testing.Billing;
using Xunit;

namespace Tollgate.Sqlite.Tests.Billing;

public sealed class SqliteBillingNoticeTests(SqliteStoreHost host) : BillingNoticeSuite(host), IClassFixture<SqliteStoreHost>;
