using Tollgate.Postgres.Tests.Stores;
using Tollgate.Testing.Notifying;
using Xunit;

namespace Tollgate.Postgres.Tests.Notifying;

public sealed class PostgresNotificationTests(PostgresStoreHost host) : NotificationSuite(host), IClassFixture<PostgresStoreHost>;
