using Tollgate.Sqlite.Tests.Stores;
using Tollgate.Testing.Billing;
using Xunit;

namespace Tollgate.Sqlite.Tests.Billing;

public sealed class SqliteMeteringReportTests(SqliteStoreHost host) : MeteringReportSuite(host), IClassFixture<SqliteStoreHost>;
