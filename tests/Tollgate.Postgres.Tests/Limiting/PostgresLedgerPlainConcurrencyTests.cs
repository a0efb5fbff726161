using Tollgate.Testing.Limiting;
using Xunit;

namespace Tollgate.Postgres.Tests.Limiting;

public sealed class PostgresLedgerPlainConcurrencyTests(PostgresLedgerHost host) : LedgerConcurrencySuite(host.WithPlainAsksFirst()), IClassFixture<PostgresLedgerHost>;
