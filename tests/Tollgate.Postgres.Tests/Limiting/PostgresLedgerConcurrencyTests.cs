using Tollgate.Testing.Limiting;
using Xunit;

namespace Tollgate.Postgres.Tests.Limiting;

public sealed class PostgresLedgerConcurrencyTests(PostgresLedgerHost host) : LedgerConcurrencySuite(host), IClassFixture<PostgresLedgerHost>;
