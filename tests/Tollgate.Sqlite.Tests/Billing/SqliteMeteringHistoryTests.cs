using Tollgate.Sqlite.Tests.Stores;
using Tollgate.Testing.Billing;
using Xunit;

namespace Tollgate.Sqlite.Tests.Billing;

public sealed class SqliteMeteringHistoryTests(SqliteStoreHost host) : MeteringHistorySuite(host, histories: 5), IClassFixture<SqliteStoreHost>;
