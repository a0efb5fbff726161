using Tollgate.Testing.Limiting;
using Xunit;

namespace Tollgate.Postgres.Tests.Limiting;

public sealed class PostgresLedgerBatchTests(PostgresLedgerHost host) : LedgerBatchSuite(host), IClassFixture<PostgresLedgerHost>;
