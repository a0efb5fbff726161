using Tollgate.Sqlite.Tests.Stores;
using Tollgate.Testing.Maintaining;
using Xunit;

namespace Tollgate.Sqlite.Tests.Maintaining;

public sealed class SqliteMaintenanceRunnerTests(SqliteStoreHost host) : MaintenanceRunnerSuite(host), IClassFixture<SqliteStoreHost>;
