using Tollgate.Sqlite.Tests.Stores;
using Tollgate.Testing.Aggregating;
using Xunit;

namespace Tollgate.Sqlite.Tests.Aggregating;

public sealed class SqliteSummaryTests(SqliteStoreHost host) : SummarySuite(host), IClassFixture<SqliteStoreHost>;
