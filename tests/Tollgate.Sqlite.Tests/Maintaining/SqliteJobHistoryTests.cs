using Tollgate.Sqlite.Tests.Stores;
using Tollgate.Testing.Maintaining;
using Xunit;

namespace Tollgate.Sqlite.Tests.Maintaining;

public sealed class SqliteJobHistoryTests(SqliteStoreHost host) : JobHistorySuite(host), IClassFixture<SqliteStoreHost>;
