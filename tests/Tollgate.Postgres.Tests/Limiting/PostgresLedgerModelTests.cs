using Tollgate.Testing.Limiting;
using Xunit;

namespace Tollgate.Postgres.Tests.Limiting;

public sealed class PostgresLedgerModelTests(PostgresLedgerHost host) : LedgerModelSuite(host.WithoutFlush()), IClassFixture<PostgresLedgerHost>;
