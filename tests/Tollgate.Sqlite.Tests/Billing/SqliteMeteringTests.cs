using Tollgate.Sqlite.Tests.Stores;
using Tollgate.Testing.Billing;
using Xunit;

namespace Tollgate.Sqlite.Tests.Billing;

public sealed class SqliteMeteringTests(SqliteStoreHost host) : MeteringSuite(host), IClassFixture<SqliteStoreHost>;
