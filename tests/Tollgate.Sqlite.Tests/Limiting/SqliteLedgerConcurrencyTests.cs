using Tollgate.Testing.Limiting;
using Xunit;

namespace Tollgate.Sqlite.Tests.Limiting;

public sealed class SqliteLedgerConcurrencyTests(SqliteLedgerHost host) : LedgerConcurrencySuite(host), IClassFixture<SqliteLedgerHost>;
