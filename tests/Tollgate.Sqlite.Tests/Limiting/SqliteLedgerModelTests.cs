using Tollgate.Testing.Limiting;
using Xunit;

namespace Tollgate.Sqlite.Tests.Limiting;

public sealed class SqliteLedgerModelTests(SqliteLedgerHost host) : LedgerModelSuite(host), IClassFixture<SqliteLedgerHost>;
