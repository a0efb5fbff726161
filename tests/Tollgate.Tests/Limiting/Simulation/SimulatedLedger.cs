using Tollgate.Limiting;
using Tollgate.Testing;

namespace Tollgate.Tests.Limiting.Simulation;

/// <summary>The database of the simulation: the reference ledger, or one with a shortcut planted.</summary>
internal sealed class SimulatedLedger(Func<long> clock, Shortcut shortcut)
{
    private InMemoryQuotaLedger _ledger = new(clock);
    private List<(long At, LedgerAsk[] Asks)> _history = [];

    /// <summary>Executes a batch; with the two-statement shortcut, by what was left when it was sent.</summary>
    public LedgerReply Execute(LedgerAsk[] asks, LedgerReply? seen)
    {
        asks = shortcut switch
        {
            Shortcut.NodeClockNamesTheWindow => asks,
            Shortcut.TwoStatements when seen is not null => [.. asks.Select((a, i) => Force(a, seen.Grants[i].Granted))],
            _ => asks,
        };
        _history.Add((clock(), asks));
        return shortcut == Shortcut.NodeClockNamesTheWindow ? ExecuteByNodeClock(asks) : _ledger.Grant(asks);
    }

    /// <summary>What a first statement would see: nothing is changed.</summary>
    public LedgerReply Look(LedgerAsk[] asks) => Rebuild(_history).Grant(asks);

    /// <summary>Forgets the commits after an instant, as a replica that lagged.</summary>
    public void FailOver(long keepUntil)
    {
        _history = [.. _history.Where(h => h.At <= keepUntil)];
        _ledger = Rebuild(_history);
    }

    public long Used(QuotaSpec spec, int slot, long start)
    {
        var row = _ledger.ReadAsync(spec.Subject, CancellationToken.None).GetAwaiter().GetResult().Rows.FirstOrDefault(r => r.Scope == spec.Scope);
        return row is null || row.Spans[slot].Start != start ? -1 : row.Used[slot];
    }

    private static InMemoryQuotaLedger Rebuild(List<(long At, LedgerAsk[] Asks)> history)
    {
        var now = 0L;
        var ledger = new InMemoryQuotaLedger(() => now);
        foreach (var (at, asks) in history)
        {
            now = at;
            ledger.Grant(asks);
        }

        return ledger;
    }

    /// <summary>The window is taken as the node names it: its clock stands in for the database's.</summary>
    private LedgerReply ExecuteByNodeClock(LedgerAsk[] asks)
    {
        var grants = new LedgerGrant[asks.Length];
        for (var i = 0; i < asks.Length; i++)
        {
            var key = (asks[i].Spec.Subject, asks[i].Spec.Scope, asks[i].Spans[0].Start);
            if (!_byNodeWindow.TryGetValue(key, out var used))
            {
                used = 0;
            }

            var granted = Math.Clamp(asks[i].Spec.BySlot.Where(s => s is not null).Min(s => s!.Limit) - used, 0, asks[i].Wanted);
            _byNodeWindow[key] = used + granted;
            grants[i] = new LedgerGrant { Granted = granted, Used = [.. Enumerable.Repeat(used + granted, 8)], Spans = asks[i].Spans };
        }

        return new LedgerReply(asks[0].Spans.Where(s => s != default).Min(s => s.Start), grants);
    }

    private readonly Dictionary<(string, string, long), long> _byNodeWindow = [];

    private static LedgerAsk Force(LedgerAsk ask, long granted) => new()
    {
        Spec = new QuotaSpec(ask.Spec.Subject, ask.Spec.Scope, ask.Spec.BySlot.Where(s => s is not null).Select(s => s! with { Limit = Limit.Unlimited })),
        Spans = ask.Spans,
        Wanted = granted,
        Minimum = Math.Max(1, Math.Min(ask.Minimum, granted)),
        Back = ask.Back,
        BackStarts = ask.BackStarts,
    };
}
