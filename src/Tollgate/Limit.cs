namespace Tollgate;

/// <summary>How a limit in units is written: 0 refuses always, <see cref="Unlimited"/> never.</summary>
public static class Limit
{
    /// <summary>A limit that never refuses; usage is counted all the same.</summary>
    public const long Unlimited = long.MaxValue;

    /// <summary>The most units that one request may cost.</summary>
    public const long MaxCost = 1_000_000_000;

    /// <summary>A share of a limit, rounded down but never to zero, so that a restricted caller is not locked out.</summary>
    /// <param name="limit">The full limit; 0 and <see cref="Unlimited"/> stay as they are.</param>
    /// <param name="share">From 0 (exclusive) to 1.</param>
    public static long Share(long limit, double share)
    {
        if (limit is 0 or Unlimited || share >= 1)
        {
            return limit;
        }

        return Math.Max(1, (long)(limit * (decimal)share));
    }

    /// <summary>So many units more than a count, below <see cref="Unlimited"/>; unlimited stays unlimited.</summary>
    internal static long Beyond(long count, long units) => units == Unlimited ? Unlimited : (long)Int128.Min(Unlimited - 1, (Int128)count + units);
}
