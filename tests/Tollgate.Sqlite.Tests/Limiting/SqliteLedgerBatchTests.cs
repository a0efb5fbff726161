using Tollgate.Testing.Limiting;
using Xunit;

namespace Tollgate.Sqlite.Tests.Limiting;

public sealed class SqliteLedgerBatchTests(SqliteLedgerHost host) : LedgerBatchSuite(host), IClassFixture<SqliteLedgerHost>;
