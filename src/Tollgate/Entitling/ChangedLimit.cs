namespace Tollgate.Entitling;

/// <summary>The month limit for the rest of a window in which somebody changed plan or seats: a pure function of its input.</summary>
public static class ChangedLimit
{
    /// <summary>The limit; null when the new plan's own holds, because the policy says so or because it does not limit the month.</summary>
    /// <param name="policy">The new plan's policy.</param>
    /// <param name="before">The month limit until now, in units; null for none.</param>
    /// <param name="after">The new plan's month limit; null for none.</param>
    /// <param name="used">Units used in the month so far.</param>
    /// <param name="month">The month window in force under the new plan.</param>
    /// <param name="now">Unix milliseconds, in the month.</param>
    public static long? Of(ChangePolicy policy, long? before, long? after, long used, WindowSpan month, long now) => (policy, after) switch
    {
        (_, null) => null,
        (ChangePolicy.Keep, _) => null,
        (ChangePolicy.Proportional, { } limit) => Proportional(before, limit, used, month, now),
        (ChangePolicy.Additive, { } limit) => Sum(Math.Max(used, before ?? used), limit), // used + what was left + the new limit
        (ChangePolicy.Reset, { } limit) => Sum(used, limit),
        _ => throw new ArgumentOutOfRangeException(nameof(policy), policy, "A policy without a rule."),
    };

    /// <summary>
    /// The old limit for the milliseconds that have passed, the new one for those that are left, rounded up: exact, and no less than fair.
    /// What was used while nothing limited the month counts as the share of that time.
    /// </summary>
    private static long Proportional(long? before, long after, long used, WindowSpan month, long now)
    {
        Int128 length = month.End - month.Start;
        Int128 passed = Math.Clamp(now - month.Start, 0, month.End - month.Start);
        var earlier = before is { } limit ? limit * passed : used * length;
        var units = (earlier + (after * (length - passed)) + length - 1) / length;
        return (long)Int128.Min(units, Limit.Unlimited - 1);
    }

    private static long Sum(long units, long more) => more >= Limit.Unlimited - units ? Limit.Unlimited - 1 : units + more;
}
