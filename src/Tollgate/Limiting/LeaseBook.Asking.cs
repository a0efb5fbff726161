namespace Tollgate.Limiting;

/// <content>What to ask the ledger.</content>
internal sealed partial class LeaseBook
{
    private static readonly IComparer<(Quota Quota, LedgerAsk Ask)> ByKey = Comparer<(Quota Quota, LedgerAsk Ask)>.Create(
        static (a, b) => string.CompareOrdinal(a.Ask.Spec.Subject, b.Ask.Spec.Subject) is var order and not 0
            ? order
            : string.CompareOrdinal(a.Ask.Spec.Scope, b.Ask.Spec.Scope));

    /// <summary>Longer than a statement that times out and the pause after it.</summary>
    private static readonly TimeSpan FailureMemory = TimeSpan.FromSeconds(15);

    private int _queued;
    private bool _isDown;
    private long _failedAt;
    private bool _isProbing;
    private long _retryAt;
    private TimeSpan _backOff;

    /// <summary>Whether the last statement failed and none succeeded since.</summary>
    public bool IsDown => _isDown;

    /// <summary>Whether statements fail now. Without requests nothing is asked, so a failure of long ago says nothing any more.</summary>
    public bool IsFailing(long now) => _isDown && now - _failedAt < Ticks(FailureMemory);

    /// <summary>The next statement for a free writer; null when there is nothing to ask, or the ledger is away and not to be asked yet.</summary>
    public LedgerBatch? NextBatch(long now)
    {
        if (IsUnreachable(now) || _ready.Count == 0)
        {
            return null;
        }

        _queued = _ready.Count;
        var asks = Gather(now);
        if (asks.Count == 0)
        {
            return null;
        }

        _isProbing = _isDown;
        asks.Sort(ByKey);
        return new LedgerBatch([.. asks.Select(a => a.Quota)], [.. asks.Select(a => a.Ask)], now);
    }

    private List<(Quota Quota, LedgerAsk Ask)> Gather(long now)
    {
        var asks = new List<(Quota Quota, LedgerAsk Ask)>(Math.Min(_ready.Count, options.MaxBatch));
        try
        {
            while (asks.Count < options.MaxBatch && _ready.TryDequeue(out var quota))
            {
                quota.IsQueued = false;
                if (quota.IsAsking || quota.IsRemoved)
                {
                    continue;
                }

                quota.IsAsking = true; // from here on it does not queue for itself again
                var ask = TryAskFor(quota, now);
                if (ask is not null)
                {
                    asks.Add((quota, ask));
                }
            }
        }
        catch
        {
            asks.ForEach(a => a.Quota.IsAsking = false); // they will be asked for when they are next needed
            throw;
        }

        return asks;
    }

    private LedgerAsk? TryAskFor(Quota quota, long now)
    {
        LedgerAsk? ask = null;
        try
        {
            return ask = AskFor(quota, now);
        }
        finally
        {
            quota.IsAsking = ask is not null;
        }
    }

    private bool IsUnreachable(long now) => _isDown && (now < _retryAt || _isProbing);

    private LedgerAsk? AskFor(Quota quota, long now)
    {
        if (quota.Lease is { } lease && now >= lease.Deadline)
        {
            CloseLease(quota);
        }

        var held = quota.Lease?.Units ?? 0;
        var (pending, smallest, isLooking) = WaitingFor(quota);
        var windows = quota.Terms.At(clock.At(now));
        var wanted = Wanted(quota, pending, held, windows, now);
        var back = TakeBack(quota);
        quota.WantsRefill = false;
        if (wanted == 0 && back.Units == 0 && !isLooking)
        {
            return null;
        }

        return new LedgerAsk
        {
            Spec = quota.Spec,
            Spans = windows.Spans,
            Wanted = wanted,
            Minimum = Math.Clamp(smallest - held, 1, Math.Max(1, wanted)),
            Back = back.Units,
            BackStarts = back.Starts ?? [],
            IsProbe = back.Units == 0 && (wanted == 0 || (quota.Denial is { } denial && now < denial.Until)),
        };
    }

    private static (long Pending, long Smallest, bool IsLooking) WaitingFor(Quota quota)
    {
        var pending = 0L;
        var smallest = long.MaxValue;
        var isLooking = false;
        for (var taken = quota.TakeWaiting(); taken is not null;)
        {
            var claim = WaitingLine.TakeNext(quota, ref taken);
            if (claim.IsDone)
            {
                continue;
            }

            quota.Wait(claim);
            pending += claim.Cost; // at most 10^9 each: ten billion waiting requests would be needed to overflow
            smallest = Math.Min(smallest, claim.Cost);
            isLooking |= claim.Cost == 0;
        }

        return (pending, pending == 0 ? 0 : smallest, isLooking);
    }

    private long Wanted(Quota quota, long pending, long held, WindowInstants windows, long now)
    {
        if (pending == 0 && !quota.WantsRefill)
        {
            return 0;
        }

        // Units may have come back since the claim found too few: it is the reply that serves it, so something is asked for in any case.
        var needed = pending == 0 ? 0 : Math.Max(1, pending - held);
        if (quota.Terms.Enforcement == Enforcement.Strict || _isDraining)
        {
            quota.AskedAt = now; // in use, or the next sweep would take it for idle
            quota.Demand = 0;
            return needed;
        }

        return LeaseSizer.Size(needed, Measure(quota, now), Math.Max(0, held - pending), RoomIn(quota, windows), Nodes, options);
    }

    private Traffic Measure(Quota quota, long now)
    {
        if (quota.Lease is { } lease)
        {
            quota.Demand += lease.MeasureSpent(lease.Units);
        }

        var traffic = quota.AskedAt == 0
            ? default
            : Traffic.After(quota.Rate, quota.Demand, (double)(now - quota.AskedAt) / ticksPerMillisecond, LeaseSizer.LongHorizon(options));
        (quota.Rate, quota.Demand, quota.AskedAt) = ((float)traffic.Rate, 0, now);
        return traffic with { Pressure = LeaseSizer.PressureOf(_queued) };
    }

    private static long RoomIn(Quota quota, WindowInstants windows)
    {
        var view = quota.View;
        if (view is not null && ReferenceEquals(view.Windows, windows))
        {
            return view.Room;
        }

        var room = Limit.Unlimited;
        for (var slot = 0; slot < QuotaSpec.Slots; slot++)
        {
            if (quota.Terms.Slots[slot] is { } limit)
            {
                var used = view is not null && view.Spans[slot] == windows.Spans[slot] ? Math.Min(view.UsedIn(slot), limit.Limit) : 0;
                room = Math.Min(room, limit.Limit - used);
            }
        }

        return room;
    }

    /// <summary>The oldest hand-back that is not settled in itself; the rest waits for the next statement.</summary>
    private static HandBack TakeBack(Quota quota)
    {
        while (quota.Backs is { } backs)
        {
            var back = backs[0];
            backs.RemoveAt(0);
            quota.Backs = backs.Count == 0 ? null : backs;
            if (back.Units != 0)
            {
                return back;
            }
        }

        return default;
    }
}
