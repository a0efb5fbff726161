using Tollgate.Testing.Limiting;
using Xunit;

namespace Tollgate.Tests.Limiting;

public sealed class InMemoryLedgerTimeTests(InMemoryLedgerHost host) : LedgerTimeSuite(host), IClassFixture<InMemoryLedgerHost>;
