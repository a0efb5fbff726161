using Tollgate.Testing.Limiting;
using Xunit;

namespace Tollgate.Postgres.Tests.Limiting;

public sealed class PostgresLedgerPlainBatchTests(PostgresLedgerHost host) : LedgerBatchSuite(host.WithPlainAsksFirst()), IClassFixture<PostgresLedgerHost>;
