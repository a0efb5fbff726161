using Tollgate.Postgres.Tests.Stores;
using Tollgate.Testing.Billing;
using Xunit;

namespace Tollgate.Postgres.Tests.Billing;

public sealed class PostgresWebhookTests(PostgresStoreHost host) : WebhookSuite(host), IClassFixture<PostgresStoreHost>;
