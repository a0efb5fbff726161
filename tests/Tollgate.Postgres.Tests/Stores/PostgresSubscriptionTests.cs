using Tollgate.Testing.Administering;
using Xunit;

namespace Tollgate.Postgres.Tests.Stores;

public sealed class PostgresSubscriptionTests(PostgresStoreHost host) : SubscriptionSuite(host), IClassFixture<PostgresStoreHost>;
