using Tollgate.Sqlite.Tests.Stores;
using Tollgate.Testing.Recording;
using Xunit;

namespace Tollgate.Sqlite.Tests.Recording;

public sealed class SqliteUsageHistoryTests(SqliteStoreHost host) : UsageHistorySuite(host), IClassFixture<SqliteStoreHost>;
