using Tollgate.Testing.Limiting;
using Xunit;

namespace Tollgate.Tests.Limiting;

public sealed class InMemoryLedgerGrantTests(InMemoryLedgerHost host) : LedgerGrantSuite(host), IClassFixture<InMemoryLedgerHost>;
