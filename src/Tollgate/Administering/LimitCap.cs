using Tollgate.Entitling;
using Tollgate.Limiting;

namespace Tollgate.Administering;

/// <summary>A limit seen as a cap on the other windows that the same requests are charged to.</summary>
/// <param name="Scope">Whose limit it is.</param>
/// <param name="Limit">The limit.</param>
/// <param name="Cost">Units of one request: only whole requests fit.</param>
internal sealed record LimitCap(string Scope, WindowLimit Limit, long Cost)
{
    /// <summary>Units that the cap lets into one instance of the window at most.</summary>
    public long Within(Window window, Plan plan) => Units(WindowOverlap.Most(Limit.Window, window, plan.TimeZone is not null, IsAnchored(plan)));

    /// <summary>Units that the cap lets into the window's shortest instance at most.</summary>
    public long WithinShortest(Window window, Plan plan) =>
        Units(WindowOverlap.MostInShortest(Limit.Window, window, plan.TimeZone is not null, IsAnchored(plan)));

    private static bool IsAnchored(Plan plan) => plan.Month == MonthWindow.Subscription;

    private long Units(long instances) => (long)Math.Min(Tollgate.Limit.Unlimited, (decimal)instances * (Limit.Limit / Cost * Cost));
}
