namespace Tollgate.Benchmarks.Growth;

/// <summary>The same traffic on more and more nodes.</summary>
internal static class ScaleOut
{
    /// <summary>What was seen.</summary>
    public sealed record Result(
        int Nodes, long Subjects, double PerSecond, double Statements, double Rows, double Busy, double Units, double AtOnce, double P99, long Unanswered);

    /// <summary>Simulates it.</summary>
    /// <param name="setting">How leases are made.</param>
    /// <param name="nodes">How many.</param>
    /// <param name="subjects">How many there are, few of them busy (Zipf).</param>
    /// <param name="perSecond">Requests of all together.</param>
    /// <param name="seconds">Of simulated time; the first half is not counted.</param>
    /// <param name="model">How fast the database is.</param>
    public static Result Run(LeaseSetting setting, int nodes, long subjects, double perSecond, int seconds, DatabaseModel model)
    {
        var cluster = new Cluster(nodes, setting.Options(), model);
        var popularity = new Zipf(subjects, 1);
        var end = seconds * MadeUpTime.Second;
        cluster.Flow(perSecond, () => popularity.Next(cluster.Dice), 0, end);
        cluster.Time.RunUntil(end / 2);
        var tally = cluster.Count();
        var units = 0d;
        const int Looks = 4;
        for (var look = 1; look <= Looks; look++)
        {
            cluster.Time.RunUntil((end / 2) + (end / 2 * look / Looks));
            units += cluster.OnLease().Units / Looks;
        }

        var (statements, rows, _, busy) = cluster.Load();
        return new Result(
            nodes, subjects, perSecond, statements, rows, busy, units,
            tally.AdmittedAtOnce / (double)tally.Requests, tally.WaitAt(99), tally.Unanswered);
    }
}
