using System.Runtime.CompilerServices;

namespace Tollgate.Limiting;

/// <summary>What was decided for one request, with every window that took part; a value that allocates nothing.</summary>
public readonly struct Decision
{
    /// <summary>Ledger rows that one request is charged to at most: user "*", user group, key "*".</summary>
    internal const int MaxCharges = 3;

    private readonly Charges _charges;
    private readonly long _retryAfterTicks;
    private readonly byte _count;

    internal Decision(Outcome outcome, long cost, long sequence, in Charges charges, int count)
    {
        Outcome = outcome;
        Cost = cost;
        Sequence = sequence;
        _charges = charges;
        _count = (byte)count;
    }

    /// <summary>A decision over a single quota.</summary>
    internal Decision(Outcome outcome, long cost, long sequence, in Charge charge)
    {
        Outcome = outcome;
        Cost = cost;
        Sequence = sequence;
        _charges[0] = charge;
        _count = 1;
    }

    /// <summary>How the request was decided.</summary>
    public Outcome Outcome { get; }

    /// <summary>Whether the request may go on: admitted, or a refusal of a plan in shadow mode.</summary>
    public bool IsAdmitted => Outcome == Outcome.Admitted || IsShadow;

    /// <summary>Whether the refusal is only recorded, because the plan is in shadow mode.</summary>
    public bool IsShadow { get; internal init; }

    /// <summary>Whether the request was decided without the ledger, outside the exact promise.</summary>
    public bool IsDegraded { get; internal init; }

    /// <summary>Units asked for.</summary>
    public long Cost { get; }

    /// <summary>Number of the decision on this node; with the node's name it is the decision id.</summary>
    public long Sequence { get; }

    /// <summary>How long until the same cost can fit again; null when admitted or when it never will.</summary>
    public TimeSpan? RetryAfter
    {
        get => _retryAfterTicks == 0 ? null : new TimeSpan(_retryAfterTicks);
        internal init => _retryAfterTicks = value?.Ticks ?? 0; // never zero: a refusal holds for a millisecond at least
    }

    /// <summary>The concurrency permit to give back; null when none was taken.</summary>
    internal InFlight? Permit { get; init; }

    /// <summary>How many windows <see cref="CopyWindowsTo"/> writes at most.</summary>
    public int MaxWindows => _count * QuotaSpec.Slots;

    /// <summary>A refusal that involves no window.</summary>
    public static Decision Refused(Outcome outcome) => new(outcome, 0, 0, default, 0);

    /// <summary>Writes the state of every limited window, "*" first, each scope's windows in slot order; returns how many.</summary>
    /// <param name="windows">Room for <see cref="MaxWindows"/>.</param>
    public int CopyWindowsTo(Span<WindowStatus> windows)
    {
        var written = 0;
        for (var i = 0; i < _count; i++)
        {
            written += _charges[i].CopyWindowsTo(windows[written..]);
        }

        return written;
    }

    /// <summary>The state of every limited window as a new list; <see cref="CopyWindowsTo"/> spares the allocation.</summary>
    public IReadOnlyList<WindowStatus> Windows
    {
        get
        {
            var windows = new WindowStatus[MaxWindows];
            return windows.AsSpan(0, CopyWindowsTo(windows)).ToArray();
        }
    }

    internal int ChargeCount => _count;

    internal Charge ChargeAt(int index) => _charges[index];

    /// <summary>Room for the charges of one request without an array.</summary>
    [InlineArray(MaxCharges)]
    internal struct Charges
    {
        private Charge _first;
    }
}
