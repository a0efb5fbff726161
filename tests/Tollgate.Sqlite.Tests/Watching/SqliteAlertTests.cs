using Tollgate.Sqlite.Tests.Stores;
using Tollgate.Testing.Watching;
using Xunit;

namespace Tollgate.Sqlite.Tests.Watching;

public sealed class SqliteAlertTests(SqliteStoreHost host) : AlertSuite(host), IClassFixture<SqliteStoreHost>;
