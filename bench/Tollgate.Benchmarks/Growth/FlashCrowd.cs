namespace Tollgate.Benchmarks.Growth;

/// <summary>A subject that nobody knew asks at full speed from one moment to the next.</summary>
internal static class FlashCrowd
{
    private const long Start = 2 * MadeUpTime.Second;

    /// <summary>What was seen in the second after.</summary>
    /// <param name="Nodes">How many.</param>
    /// <param name="PerSecond">Requests of the subject.</param>
    /// <param name="Waited">Of its requests, those that were not admitted at once.</param>
    /// <param name="P99">Milliseconds that 99 % waited at most.</param>
    /// <param name="Unanswered">Decided by the failure policy.</param>
    /// <param name="Statements">All.</param>
    /// <param name="Units">On lease at the end of it.</param>
    public sealed record Result(int Nodes, double PerSecond, long Waited, double P99, long Unanswered, double Statements, double Units);

    /// <summary>Simulates it.</summary>
    public static Result Run(LeaseSetting setting, int nodes, double perSecond, DatabaseModel model)
    {
        var cluster = new Cluster(nodes, setting.Options(), model);
        cluster.Flow(perSecond, () => 1, Start, Start + MadeUpTime.Second);
        cluster.Time.RunUntil(Start);
        var tally = cluster.Count();
        cluster.Time.RunUntil(Start + MadeUpTime.Second);
        return new Result(
            nodes, perSecond, tally.Requests - tally.AdmittedAtOnce, tally.WaitAt(99), tally.Unanswered, cluster.Load().Statements, cluster.OnLease().Units);
    }
}
