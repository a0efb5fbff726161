using Tollgate.Sqlite.Tests.Stores;
using Tollgate.Testing.Watching;
using Xunit;

namespace Tollgate.Sqlite.Tests.Watching;

public sealed class SqliteDriftTests(SqliteStoreHost host) : DriftSuite(host), IClassFixture<SqliteStoreHost>;
