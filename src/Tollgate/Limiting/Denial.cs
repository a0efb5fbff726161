namespace Tollgate.Limiting;

/// <summary>The ledger's "nothing left", remembered so that a hammered subject costs at most one look a second.</summary>
/// <param name="view">The windows as the ledger reported them.</param>
/// <param name="until">Monotonic timestamp when the first window ends; after it the answer may differ.</param>
/// <param name="probeAt">Monotonic timestamp of the next look at the ledger.</param>
/// <param name="sureUntil">Monotonic timestamp before which a clock that is late (<see cref="CoarseClock"/>) is enough to know that no window has ended.</param>
internal sealed class Denial(LedgerView view, long until, long probeAt, long sureUntil)
{
    private readonly long? _oneFitsAt = view.FitsAt(1);
    private readonly bool _oneLacksCredits = view.LacksCredits(1);
    private readonly long _room = view.IsClosed ? -1 : view.Room;
    private long _probeAt = probeAt;

    public LedgerView View { get; } = view;

    public long Until { get; } = until;

    /// <summary>See <see cref="LedgerView.FitsAt"/>; worked out once for most requests, which cost 1.</summary>
    public long? FitsAt(long cost) => cost == 1 ? _oneFitsAt : View.FitsAt(cost);

    /// <summary>See <see cref="LedgerView.LacksCredits"/>.</summary>
    public bool LacksCredits(long cost) => cost == 1 ? _oneLacksCredits : View.LacksCredits(cost);

    /// <summary>Whether a request of this cost is refused and it is nobody's turn to look; unlike <see cref="Holds"/> it takes no turn.</summary>
    /// <param name="cost">Units.</param>
    /// <param name="now">Monotonic timestamp.</param>
    public bool IsFresh(long cost, long now) => cost > _room && now < Until && now < Volatile.Read(ref _probeAt);

    /// <summary>As the other, while it is certain; the next look at the ledger may come a moment later than by the clock.</summary>
    /// <param name="cost">Units.</param>
    /// <param name="early">A timestamp of a moment ago.</param>
    public bool IsSurelyFresh(long cost, long early) => cost > _room && early < sureUntil && early < Volatile.Read(ref _probeAt);

    /// <summary>Whether a request of this cost is known to be refused, without asking.</summary>
    /// <param name="cost">Units.</param>
    /// <param name="now">Monotonic timestamp.</param>
    /// <param name="probeInterval">In timestamp ticks; one caller per interval is told false, so that it looks.</param>
    public bool Holds(long cost, long now, long probeInterval)
    {
        if (cost <= _room || now >= Until)
        {
            return false;
        }

        var probeAt = Volatile.Read(ref _probeAt);
        return now < probeAt || Interlocked.CompareExchange(ref _probeAt, now + probeInterval, probeAt) != probeAt;
    }
}
