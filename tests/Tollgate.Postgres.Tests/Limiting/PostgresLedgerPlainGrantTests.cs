using Tollgate.Testing.Limiting;
using Xunit;

namespace Tollgate.Postgres.Tests.Limiting;

public sealed class PostgresLedgerPlainGrantTests(PostgresLedgerHost host) : LedgerGrantSuite(host.WithPlainAsksFirst()), IClassFixture<PostgresLedgerHost>;
