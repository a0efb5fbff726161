using Tollgate.Postgres.Tests.Stores;
using Tollgate.Testing.Billing;
using Xunit;

namespace Tollgate.Postgres.Tests.Billing;

public sealed class PostgresWebhookOrderTests(PostgresStoreHost host) : WebhookOrderSuite(host), IClassFixture<PostgresStoreHost>;
