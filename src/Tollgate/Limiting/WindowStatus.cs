namespace Tollgate.Limiting;

/// <summary>Where one window of a subject stands.</summary>
/// <param name="Subject">Whose units, e.g. "user_42".</param>
/// <param name="Scope">"*" or an endpoint group.</param>
/// <param name="Window">The window.</param>
/// <param name="Limit">Units allowed in this instance; where more is billed, the units that the price includes.</param>
/// <param name="Used">Units spent in this instance as far as this node knows; at most what the ledger counts.</param>
/// <param name="Remaining">Units left of the limit, never negative.</param>
/// <param name="StartsAt">When this instance began.</param>
/// <param name="ResetsAt">When the next instance begins.</param>
public readonly record struct WindowStatus(
    string Subject, string Scope, Window Window, long Limit, long Used, long Remaining, DateTimeOffset StartsAt, DateTimeOffset ResetsAt)
{
    /// <summary>Units spent beyond the limit, which are billed; null where the limit refuses.</summary>
    public long? Overage { get; init; }

    /// <summary>Units that can still be spent beyond the limit and be billed; unlimited where no spend cap holds, 0 where the limit refuses.</summary>
    public long OverageLeft { get; init; }

    /// <summary>Units that can still be spent, included or billed.</summary>
    public long Room => OverageLeft > Tollgate.Limit.Unlimited - Remaining ? Tollgate.Limit.Unlimited : Remaining + OverageLeft;

    /// <summary>The state of a window where usage beyond what is included is billed.</summary>
    internal static WindowStatus Billed(string subject, string scope, WindowLimit limit, long included, long spent, WindowSpan span) => new(
        subject,
        scope,
        limit.Window,
        included,
        spent,
        Math.Max(0, included - spent),
        DateTimeOffset.FromUnixTimeMilliseconds(span.Start),
        DateTimeOffset.FromUnixTimeMilliseconds(span.End))
    {
        Overage = Math.Max(0, spent - included),
        OverageLeft = limit.Limit == Tollgate.Limit.Unlimited ? Tollgate.Limit.Unlimited : Math.Max(0, limit.Limit - Math.Max(spent, included)),
    };
}
