using Tollgate.Testing.Billing;
using Xunit;

namespace Tollgate.Sqlite.Tests.Stores;

public sealed class SqliteCreditTests(SqliteStoreHost host) : CreditHistorySuite(host), IClassFixture<SqliteStoreHost>;
