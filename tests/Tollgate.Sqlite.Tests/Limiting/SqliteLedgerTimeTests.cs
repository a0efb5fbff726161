using Tollgate.Testing.Limiting;
using Xunit;

namespace Tollgate.Sqlite.Tests.Limiting;

public sealed class SqliteLedgerTimeTests(SqliteLedgerHost host) : LedgerTimeSuite(host), IClassFixture<SqliteLedgerHost>;
