using Tollgate.Sqlite.Tests.Stores;
using Tollgate.Testing.Notifying;
using Xunit;

namespace Tollgate.Sqlite.Tests.Notifying;

public sealed class SqliteNotificationTests(SqliteStoreHost host) : NotificationSuite(host), IClassFixture<SqliteStoreHost>;
