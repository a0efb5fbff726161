using Tollgate.Testing.Limiting;
using Xunit;

namespace Tollgate.Tests.Limiting;

public sealed class InMemoryLedgerConcurrencyTests(InMemoryLedgerHost host) : LedgerConcurrencySuite(host), IClassFixture<InMemoryLedgerHost>;
