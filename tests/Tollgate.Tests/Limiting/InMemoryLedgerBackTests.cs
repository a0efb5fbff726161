using Tollgate.Testing.Limiting;
using Xunit;

namespace Tollgate.Tests.Limiting;

public sealed class InMemoryLedgerBackTests(InMemoryLedgerHost host) : LedgerBackSuite(host), IClassFixture<InMemoryLedgerHost>;
