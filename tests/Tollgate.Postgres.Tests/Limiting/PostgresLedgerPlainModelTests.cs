using Tollgate.Testing.Limiting;
using Xunit;

namespace Tollgate.Postgres.Tests.Limiting;

public sealed class PostgresLedgerPlainModelTests(PostgresLedgerHost host) : LedgerModelSuite(host.WithPlainAsksFirst().WithoutFlush()), IClassFixture<PostgresLedgerHost>;
