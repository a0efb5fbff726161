using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Tollgate.Limiting;

/// <summary>
/// Units granted to this node for one (subject, scope), to be spent before a deadline in the windows they were charged to.
/// </summary>
/// <remarks>
/// Everything but the count is immutable: a refill makes a new lease. The runtime lays fields out in the order of their declaration, numbers after
/// references and the pile last: the four words that each request reads come last here, so that they are most often in one cache line.
/// </remarks>
internal sealed class Lease(Quota quota, LedgerView view, long units, long deadline, long refillAt, long windowEnd, long sureUntil)
{
    private long _refillClaimed; // not shorter, or it would stand between words that are read together
    private UnitPile _pile = new(units);

    /// <summary>Whose units these are.</summary>
    public Quota Quota { get; } = quota;

    /// <summary>The windows that the units were charged to.</summary>
    public LedgerView View { get; } = view;

    /// <summary>Units that the lease began with.</summary>
    public long Size { get; } = units;

    /// <summary>Units spent that the rate knows of already; the book's alone.</summary>
    public long Measured { get; set; }

    /// <summary>Monotonic timestamp at which the first of the windows ends; the deadline is never later.</summary>
    public long WindowEnd { get; } = windowEnd;

    /// <summary>Monotonic timestamp after which nothing may be spent.</summary>
    public long Deadline { get; } = deadline;

    /// <summary>Monotonic timestamp from which traffic asks for a refill ahead of need.</summary>
    public long RefillAt { get; } = refillAt;

    /// <summary>Monotonic timestamp before which a clock that is late (<see cref="CoarseClock"/>) is enough: no refill is due, and no window about to end.</summary>
    public long SureUntil { get; } = sureUntil;

    /// <summary>Units below which traffic asks for a refill ahead of need.</summary>
    public long LowWater { get; } = units / 4;

    /// <summary>Units left; 0 when closed.</summary>
    public long Units => _pile.Units;

    /// <summary>Takes units if the lease holds and enough are left; the warm path of a decision: a comparison and one compare-and-swap.</summary>
    /// <param name="cost">At least 1.</param>
    /// <param name="now">Monotonic timestamp.</param>
    /// <param name="left">Units left after a success, but for a few that other cores keep at hand.</param>
    public bool TryTake(long cost, long now, out long left)
    {
        // The deadline is never before the time of the refill, and a word less to read.
        if (now < RefillAt || now < Deadline)
        {
            return _pile.TryTake(cost, out left);
        }

        left = 0;
        return false;
    }

    /// <summary>As the other, while it is certain that the lease holds and no refill is due.</summary>
    /// <param name="cost">At least 1.</param>
    /// <param name="early">A timestamp of a moment ago.</param>
    /// <param name="left">Units left after a success, but for a few that other cores keep at hand.</param>
    public bool TryTakeSurely(long cost, long early, out long left)
    {
        if (early < SureUntil)
        {
            return _pile.TryTake(cost, out left);
        }

        left = 0;
        return false;
    }

    /// <summary>Has the memory that a request is about to read fetched, while it does something else.</summary>
    public unsafe void Prefetch()
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref _pile)); // only a hint: should the lease be moved meanwhile, nothing is lost
        }
    }

    /// <summary>Units for requests that waited for the lease and are served before others know of it.</summary>
    public bool TryTakeFirst(long cost) => _pile.TryTakeShared(cost, out _);

    /// <summary>Brings units together that cores keep at hand, so that one taker finds them all.</summary>
    public void Gather() => _pile.Gather();

    /// <summary>Puts units back; false when the lease is closed and they must be handed to the ledger.</summary>
    public bool TryPutBack(long cost) => _pile.TryPutBack(cost);

    /// <summary>Ends the lease; returns the units that were left, and 0 the second time.</summary>
    public long Close() => _pile.Close();

    /// <summary>Units spent since this was last asked.</summary>
    /// <param name="left">Units left now.</param>
    public long MeasureSpent(long left)
    {
        var spent = Math.Max(0, Size - left - Measured);
        Measured += spent;
        return spent;
    }

    /// <summary>Whether it is time to refill.</summary>
    /// <param name="left">Units left.</param>
    /// <param name="now">Monotonic timestamp.</param>
    public bool WantsRefill(long left, long now) => left < LowWater || now >= RefillAt;

    /// <summary>True for the first caller: one refill is asked for per lease.</summary>
    public bool TryClaimRefill() => Volatile.Read(ref _refillClaimed) == 0 && Interlocked.Exchange(ref _refillClaimed, 1) == 0;
}
