namespace Tollgate.Benchmarks.Growth;

/// <summary>One subject on all nodes whose limit is reached and passed: who is refused although units are left?</summary>
internal static class NearLimit
{
    private const double PerSecond = 5_000;

    /// <summary>What was seen.</summary>
    /// <param name="Nodes">How many.</param>
    /// <param name="Limit">Units.</param>
    /// <param name="Admitted">Of them, at the end.</param>
    /// <param name="TooSoon">Refusals before all of them were admitted.</param>
    /// <param name="Late">Milliseconds from when the limit would have been filled to when it was.</param>
    public sealed record Result(int Nodes, long Limit, long Admitted, long TooSoon, double Late);

    /// <summary>Simulates it.</summary>
    public static Result Run(LeaseSetting setting, int nodes, long limit)
    {
        var cluster = new Cluster(nodes, setting.Options(), new DatabaseModel(), limit);
        var filledAt = (long)(limit / PerSecond * MadeUpTime.Second);
        var end = Math.Min(49 * MadeUpTime.Second, filledAt + (15 * MadeUpTime.Second));
        var tally = cluster.Count(limit);
        cluster.Flow(PerSecond, () => 1, 0, end);
        cluster.Time.RunUntil(end);
        if (tally.Admitted > limit)
        {
            throw new InvalidOperationException($"Of a limit of {limit:N0} units {nodes:N0} nodes admitted {tally.Admitted:N0}.");
        }

        return new Result(nodes, limit, tally.Admitted, tally.RefusedTooSoon, (tally.LastAdmittedAt - filledAt) / (double)MadeUpTime.Millisecond);
    }
}
