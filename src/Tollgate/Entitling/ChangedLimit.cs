namespace Tollgate.Entitling;

/// <summary>The month limit for the rest of a window in which somebody changed plan or seats: a pure function of its input.</summary>
public static class ChangedLimit
{
    /// <summary>The limit; null when the new plan's own holds, because the policy says so or because it does not limit the month.</summary>
    /// <param name="plan">The new plan.</param>
    /// <param name="policy">Its policy, or another one to compare it with.</param>
    /// <param name="before">The month limit until now, in units; null for none.</param>
    /// <param name="after">The new plan's month limit; null for none.</param>
    /// <param name="used">Units used in the month so far.</param>
    /// <param name="month">The month window in force under the new plan.</param>
    /// <param name="now">Unix milliseconds, in the month.</param>
    public static long? Of(Plan plan, ChangePolicy policy, long? before, long? after, long used, WindowSpan month, long now)
    {
        if (after is not { } own)
        {
            return null;
        }

        long? limit = policy switch
        {
            ChangePolicy.Keep => null,
            ChangePolicy.Proportional => Proportional(before, own, used, month, now),
            ChangePolicy.Additive => Sum(Math.Max(used, before ?? used), own), // used + what was left + the new limit
            ChangePolicy.Reset => Sum(used, own),
            _ => throw new ArgumentOutOfRangeException(nameof(policy), policy, "A policy without a rule."),
        };

        // Nothing is billed for what was used before: overage begins at the earliest now.
        return plan.Overage is not null && used > (limit ?? own) ? used : limit;
    }

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
