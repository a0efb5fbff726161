using Tollgate.Sqlite.Tests.Stores;
using Tollgate.Testing.Watching;
using Xunit;

namespace Tollgate.Sqlite.Tests.Watching;

public sealed class SqliteWatchReaderTests(SqliteStoreHost host) : WatchReaderSuite(host), IClassFixture<SqliteStoreHost>;
