using Tollgate.Testing.Limiting;
using Xunit;

namespace Tollgate.Sqlite.Tests.Limiting;

public sealed class SqliteLedgerGrantTests(SqliteLedgerHost host) : LedgerGrantSuite(host), IClassFixture<SqliteLedgerHost>;
