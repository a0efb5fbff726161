using System.Runtime.CompilerServices;

namespace Tollgate.Limiting;

/// <summary>The windows of one (subject, scope) as the ledger last reported them; immutable.</summary>
/// <remarks>
/// It is all that is kept of a subject's limits and counts after its first reply, so it is kept small: what others have too is theirs together, and
/// counts of the four standard windows stand in it while they are small, as most are.
/// </remarks>
internal sealed class LedgerView
{
    private readonly long[]? _counts;
    private readonly SmallCounts _smallCounts;

    /// <param name="subject">Whose units.</param>
    /// <param name="terms">The limits that held.</param>
    /// <param name="windows">The instance of each slot's window.</param>
    /// <param name="used">Units granted to all nodes in that instance, this node's leases included. An entry for every slot in use, at least.</param>
    public LedgerView(string subject, QuotaTerms terms, WindowInstants windows, IReadOnlyList<long> used)
    {
        (Subject, Terms, Windows) = (subject, terms, windows);
        var slots = SlotsInUse(terms, used, out var areSmall);
        if (!areSmall)
        {
            _counts = new long[slots];
        }

        for (var slot = 0; slot < slots; slot++)
        {
            var count = terms.Slots[slot] is null ? 0 : used[slot];
            if (_counts is not null)
            {
                _counts[slot] = count;
            }
            else
            {
                _smallCounts[slot] = (uint)count;
            }
        }
    }

    /// <param name="spec">The limits that held, and for whom.</param>
    /// <param name="spans">The instance of each slot's window. Nine entries.</param>
    /// <param name="used">As in the other.</param>
    public LedgerView(QuotaSpec spec, IReadOnlyList<WindowSpan> spans, IReadOnlyList<long> used)
        : this(spec.Subject, spec.Terms, spec.Terms.Of(spans), used)
    {
    }

    /// <summary>Whose units.</summary>
    public string Subject { get; }

    /// <summary>The limits that held.</summary>
    public QuotaTerms Terms { get; }

    /// <summary>The instance of each slot's window.</summary>
    public WindowInstants Windows { get; }

    /// <summary>The limits that held, and for whom; made anew each time.</summary>
    public QuotaSpec Spec => new(Subject, Terms);

    /// <summary>The instance of each slot's window; default where the slot is not in use. Nine entries.</summary>
    public WindowSpan[] Spans => Windows.Spans;

    /// <summary>When the first window in use ends, in Unix milliseconds; the largest value when none is in use.</summary>
    public long FirstEnd => Windows.FirstEnd;

    /// <summary>Whether any limit is 0, so that nothing ever passes, not even at no cost.</summary>
    public bool IsClosed => Terms.HasZeroLimit;

    /// <summary>Units left in the tightest window: what the ledger could still grant.</summary>
    public long Room
    {
        get
        {
            var room = Limit.Unlimited;
            for (var slot = 0; slot < QuotaSpec.Slots; slot++)
            {
                if (Terms.Slots[slot] is { } limit)
                {
                    room = Math.Min(room, limit.Limit - Math.Min(limit.Limit, UsedIn(slot)));
                }
            }

            return room;
        }
    }

    /// <summary>Units granted to all nodes in the slot's instance, this node's leases included; 0 where the slot is not in use.</summary>
    public long UsedIn(int slot) => _counts is { } counts ? slot < counts.Length ? counts[slot] : 0 : slot < SmallCounts.Slots ? _smallCounts[slot] : 0;

    /// <summary>Whether too few prepaid credits are left for the cost.</summary>
    public bool LacksCredits(long cost) =>
        Terms.Slots[QuotaSpec.CreditsSlot] is { } credits && credits.Limit - Math.Min(credits.Limit, UsedIn(QuotaSpec.CreditsSlot)) < cost;

    /// <summary>When a cost could fit again by the windows' ends, in Unix milliseconds; null when a limit is smaller than the cost, or credits are.</summary>
    public long? FitsAt(long cost)
    {
        var fitsAt = 0L;
        for (var slot = 0; slot < QuotaSpec.Slots; slot++)
        {
            if (Terms.Slots[slot] is not { } limit || limit.Limit - Math.Min(limit.Limit, UsedIn(slot)) >= Math.Max(cost, 1))
            {
                continue;
            }

            if (limit.Limit < cost || limit.Limit == 0 || limit.Window.NeverEnds)
            {
                return null;
            }

            fitsAt = Math.Max(fitsAt, Spans[slot].End);
        }

        return fitsAt;
    }

    /// <summary>How many slots there are up to the last one in use, and whether all counts fit beside the other fields.</summary>
    private static int SlotsInUse(QuotaTerms terms, IReadOnlyList<long> used, out bool areSmall)
    {
        var last = -1;
        areSmall = true;
        for (var slot = 0; slot < QuotaSpec.Slots; slot++)
        {
            if (terms.Slots[slot] is not null)
            {
                last = slot;
                areSmall &= slot < SmallCounts.Slots && used[slot] is >= 0 and <= uint.MaxValue;
            }
        }

        return last + 1;
    }

    /// <summary>Room for the counts of minute, hour, day and month without an array.</summary>
    [InlineArray(Slots)]
    private struct SmallCounts
    {
        public const int Slots = 4;

        private uint _first;
    }
}
