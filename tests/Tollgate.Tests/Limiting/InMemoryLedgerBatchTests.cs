using Tollgate.Testing.Limiting;
using Xunit;

namespace Tollgate.Tests.Limiting;

public sealed class InMemoryLedgerBatchTests(InMemoryLedgerHost host) : LedgerBatchSuite(host), IClassFixture<InMemoryLedgerHost>;
