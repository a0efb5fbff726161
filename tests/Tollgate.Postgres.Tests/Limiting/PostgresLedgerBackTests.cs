using Tollgate.Testing.Limiting;
using Xunit;

namespace Tollgate.Postgres.Tests.Limiting;

public sealed class PostgresLedgerBackTests(PostgresLedgerHost host) : LedgerBackSuite(host), IClassFixture<PostgresLedgerHost>;
