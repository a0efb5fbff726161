namespace Tollgate.Limiting;

/// <summary>Units of one request taken from one lease: what a hand-back needs to reach the very windows that were charged.</summary>
/// <remarks>Two words: a decision is copied a few times on its way to the caller, and three of these are part of it.</remarks>
internal readonly record struct Charge
{
    private readonly object? _source;

    /// <summary>Units taken from a lease.</summary>
    /// <param name="lease">Where they came from.</param>
    /// <param name="unitsLeft">Units on lease after the request.</param>
    public Charge(Lease lease, long unitsLeft) => (_source, UnitsLeft) = (lease, unitsLeft);

    /// <summary>No units: refused, cost 0 or degraded.</summary>
    /// <param name="view">The windows as the ledger last reported them.</param>
    /// <param name="unitsLeft">Units on lease.</param>
    public Charge(LedgerView view, long unitsLeft) => (_source, UnitsLeft) = (view, unitsLeft);

    /// <summary>The lease the units came from; null when none were taken.</summary>
    public Lease? Lease => _source as Lease;

    /// <summary>The windows as the ledger last reported them; null in a charge that was never made.</summary>
    public LedgerView View => _source is Lease lease ? lease.View : (LedgerView)_source!;

    /// <summary>Units on lease after the request; they count as remaining.</summary>
    public long UnitsLeft { get; }

    /// <summary>Writes the state of the limited windows; returns how many.</summary>
    public int CopyWindowsTo(Span<WindowStatus> windows)
    {
        var view = View;
        var (subject, scope) = (view.Subject, view.Terms.Scope);
        var written = 0;
        for (var slot = 0; slot < QuotaSpec.Slots; slot++)
        {
            var limit = view.Terms.Slots[slot];
            if (limit?.Included is { } included)
            {
                var spent = Math.Max(0, view.UsedIn(slot) - UnitsLeft);
                windows[written++] = WindowStatus.Billed(subject, scope, limit, included, spent, view.Spans[slot]);
                continue;
            }

            if (limit is null or { Limit: Limit.Unlimited })
            {
                continue;
            }

            var remaining = Math.Clamp(limit.Limit - view.UsedIn(slot) + UnitsLeft, 0, limit.Limit);
            windows[written++] = new WindowStatus(
                subject,
                scope,
                limit.Window,
                limit.Limit,
                limit.Limit - remaining,
                remaining,
                DateTimeOffset.FromUnixTimeMilliseconds(view.Spans[slot].Start),
                DateTimeOffset.FromUnixTimeMilliseconds(view.Spans[slot].End));
        }

        return written;
    }
}
