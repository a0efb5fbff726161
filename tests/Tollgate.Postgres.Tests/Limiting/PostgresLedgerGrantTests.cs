using Tollgate.Testing.Limiting;
using Xunit;

namespace Tollgate.Postgres.Tests.Limiting;

public sealed class PostgresLedgerGrantTests(PostgresLedgerHost host) : LedgerGrantSuite(host), IClassFixture<PostgresLedgerHost>;
