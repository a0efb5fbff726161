namespace Tollgate.Limiting;

/// <summary>Units of one request taken from one lease: what a hand-back needs to reach the very windows that were charged.</summary>
/// <param name="Quota">The (subject, scope).</param>
/// <param name="View">The windows as the ledger last reported them.</param>
/// <param name="Lease">The lease the units came from; null when none were taken (refused, cost 0 or degraded).</param>
/// <param name="UnitsLeft">Units on lease after the request; they count as remaining.</param>
internal readonly record struct Charge(Quota Quota, LedgerView View, Lease? Lease, long UnitsLeft)
{
    /// <summary>Writes the state of the limited windows; returns how many.</summary>
    public int CopyWindowsTo(Span<WindowStatus> windows)
    {
        var written = 0;
        for (var slot = 0; slot < QuotaSpec.Slots; slot++)
        {
            var limit = View.Spec.BySlot[slot];
            if (limit?.Included is { } included)
            {
                var spent = Math.Max(0, View.Used[slot] - UnitsLeft);
                windows[written++] = WindowStatus.Billed(View.Spec.Subject, View.Spec.Scope, limit, included, spent, View.Spans[slot]);
                continue;
            }

            if (limit is null or { Limit: Limit.Unlimited })
            {
                continue;
            }

            var remaining = Math.Clamp(limit.Limit - View.Used[slot] + UnitsLeft, 0, limit.Limit);
            windows[written++] = new WindowStatus(
                View.Spec.Subject,
                View.Spec.Scope,
                limit.Window,
                limit.Limit,
                limit.Limit - remaining,
                remaining,
                DateTimeOffset.FromUnixTimeMilliseconds(View.Spans[slot].Start),
                DateTimeOffset.FromUnixTimeMilliseconds(View.Spans[slot].End));
        }

        return written;
    }
}
