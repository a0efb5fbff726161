using Tollgate.Testing.Limiting;
using Xunit;

namespace Tollgate.Postgres.Tests.Limiting;

public sealed class PostgresLedgerTimeTests(PostgresLedgerHost host) : LedgerTimeSuite(host), IClassFixture<PostgresLedgerHost>;
