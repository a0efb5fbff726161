using Tollgate.Testing.Recording;
using Xunit;

namespace Tollgate.Sqlite.Tests.Stores;

public sealed class SqliteDailyRequestTests(SqliteStoreHost host) : DailyRequestSuite(host), IClassFixture<SqliteStoreHost>;
