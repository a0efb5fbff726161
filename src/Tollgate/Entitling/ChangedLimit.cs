namespace Tollgate.Entitling;

/// <summary>The month limit for the rest of a window in which somebody changed plan or seats: a pure function of its input.</summary>
public static class ChangedLimit
{
    /// <summary>The limit; null when the new plan's own holds, because the policy says so or because it does not limit the month.</summary>
    /// <param name="policy">The new plan's policy, or another one to compare it with.</param>
    /// <param name="before">The month limit until now, in units; null for none.</param>
    /// <param name="after">The new plan's month limit; null for none.</param>
    /// <param name="used">Units used in the month so far.</param>
    /// <param name="month">The month window in force under the new plan.</param>
    /// <param name="now">Unix milliseconds, in the month.</param>
    public static long? Of(ChangePolicy policy, long? before, long? after, long used, WindowSpan month, long now)
    {
        if (after is not { } own)
        {
            return null;
        }

        return policy switch
        {
            ChangePolicy.Keep => null,
            ChangePolicy.Proportional => Proportional(before, own, used, month, now),
            ChangePolicy.Additive => Limit.Beyond(Math.Max(used, before ?? used), own), // used + what was left + the new limit
            ChangePolicy.Reset => Limit.Beyond(used, own),
            _ => throw new ArgumentOutOfRangeException(nameof(policy), policy, "A policy without a rule."),
        };
    }

    /// <summary>
    /// The count of the month beyond which units are billed, for a plan with overage: no policy moves it, because the bill is the plan's usage beyond
    /// what the plan includes, whatever was used on others in the month. Null when that is simply what the plan includes.
    /// </summary>
    /// <param name="used">Units used in the month so far, on whatever plan.</param>
    /// <param name="own">Those of them that this plan's bill counts, from 0.</param>
    /// <param name="included">Units that the bill includes; more than the plan's own where seats were given back within the period.</param>
    /// <param name="planIncluded">Units that the plan includes for the seats now.</param>
    public static long? Billed(long used, long own, long included, long planIncluded) =>
        Limit.Beyond(Math.Max(0, used - own), included) is var from && from == planIncluded ? null : from;

    /// <summary>
    /// The same for other seats of one plan: what was not billed stays so; more is included at once, fewer from the next period on, as on the bill. Null
    /// when that is simply what the plan includes.
    /// </summary>
    /// <param name="from">The count beyond which units were billed until now; null where nothing was stored.</param>
    /// <param name="included">Units that the bill includes by now; null where nobody is billed.</param>
    /// <param name="planBefore">Units that the plan included for the seats before.</param>
    /// <param name="planIncluded">Units that the plan includes for the seats now.</param>
    public static long? Reseated(long? from, long? included, long planBefore, long planIncluded)
    {
        var more = included is { } billed ? Math.Max(0, planIncluded - billed) : planIncluded - planBefore;
        var before = from ?? included ?? planBefore;
        var limit = more < 0 ? Math.Max(0, before + more) : Limit.Beyond(before, more);
        return limit == planIncluded ? null : limit;
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
}
