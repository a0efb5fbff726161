using Tollgate.Testing.Limiting;
using Xunit;

namespace Tollgate.Postgres.Tests.Limiting;

public sealed class PostgresLedgerPlainTimeTests(PostgresLedgerHost host) : LedgerTimeSuite(host.WithPlainAsksFirst()), IClassFixture<PostgresLedgerHost>;
