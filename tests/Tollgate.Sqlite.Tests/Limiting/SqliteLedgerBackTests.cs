using Tollgate.Testing.Limiting;
using Xunit;

namespace Tollgate.Sqlite.Tests.Limiting;

public sealed class SqliteLedgerBackTests(SqliteLedgerHost host) : LedgerBackSuite(host), IClassFixture<SqliteLedgerHost>;
