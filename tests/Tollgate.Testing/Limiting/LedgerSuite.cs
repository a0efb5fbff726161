using Shouldly;
using Tollgate.Limiting;
using Xunit;

namespace Tollgate.Testing.Limiting;

/// <summary>What the conformance suites of the ledger share: a subject of their own, a clock that stands, and short ways to ask.</summary>
public abstract class LedgerSuite(ILedgerHost host) : IAsyncDisposable
{
    private IQuotaLedger? _ledger;

    /// <summary>Slots of the standard windows.</summary>
    protected const int Minute = 0, Hour = 1, Day = 2, Month = 3, Custom = 4;

    /// <summary>The database under test.</summary>
    protected ILedgerHost Host { get; } = host;

    /// <summary>The database's clock: within a minute, an hour, a day and a month.</summary>
    protected TestClock Clock { get; } = new(TestClock.At("2026-03-10T12:34:56.789Z"));

    /// <summary>A subject that no other test uses.</summary>
    protected string Subject { get; } = "user_" + Guid.NewGuid().ToString("N");

    /// <summary>The test's cancellation.</summary>
    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Closes the test's ledger.</summary>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_ledger is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }
    }

    /// <summary>The ledger with the test's clock.</summary>
    protected async Task<IQuotaLedger> LedgerAsync() => _ledger ??= await Host.OpenAsync(() => Clock.Now);

    /// <summary>Asks once on a ledger with the test's clock.</summary>
    protected async Task<LedgerGrant> GrantAsync(LedgerAsk ask)
    {
        var ledger = await LedgerAsync();
        var reply = await ledger.GrantAsync([ask], Token);
        reply.DatabaseNow.ShouldBe(Clock.Now);
        return reply.Grants.ShouldHaveSingleItem();
    }

    /// <summary>Asks for units at the clock's own time.</summary>
    protected Task<LedgerGrant> GrantAsync(QuotaSpec spec, long wanted, long minimum = 1) => GrantAsync(Ask.For(spec, Clock.Now, wanted, minimum));

    /// <summary>Hands units back, or charges debt when negative, and asks for none.</summary>
    protected Task<LedgerGrant> BackAsync(QuotaSpec spec, long back, IReadOnlyList<long> starts) =>
        GrantAsync(Ask.For(spec, Clock.Now, wanted: 0, back: back, backStarts: starts));

    /// <summary>The committed row in scope "*".</summary>
    protected async Task<LedgerRow> RowAsync()
    {
        var ledger = await LedgerAsync();
        return (await ledger.ReadAsync(Subject, Token)).Rows.ShouldHaveSingleItem();
    }
}
