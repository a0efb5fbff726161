using Tollgate.Sqlite.Tests.Stores;
using Tollgate.Testing.Billing;
using Xunit;

namespace Tollgate.Sqlite.Tests.Billing;

public sealed class SqliteWebhookOrderTests(SqliteStoreHost host) : WebhookOrderSuite(host), IClassFixture<SqliteStoreHost>;
