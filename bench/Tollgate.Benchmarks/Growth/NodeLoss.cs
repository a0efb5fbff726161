namespace Tollgate.Benchmarks.Growth;

/// <summary>A node is killed, and its traffic goes to the others at once.</summary>
internal static class NodeLoss
{
    private const double PerSecond = 20_000;
    private const long Subjects = 1_000_000;
    private const long KilledAt = 25 * MadeUpTime.Second;
    private const long End = KilledAt + (3 * MadeUpTime.Second);
    private const int Bins = 5; // of ten milliseconds: a thousand requests, three in a hundred of which come and go by chance

    /// <summary>What was seen.</summary>
    /// <param name="Nodes">Before.</param>
    /// <param name="Burnt">Units that it held.</param>
    /// <param name="Seconds">Of its traffic, those are.</param>
    /// <param name="Dent">The least that was admitted in 50 ms after, as a share of what was asked.</param>
    /// <param name="FullAfter">Milliseconds after which at least nine tenths of what was asked was admitted in every 50 ms.</param>
    /// <param name="Unanswered">Requests that the failure policy decided.</param>
    public sealed record Result(int Nodes, double Burnt, double Seconds, double Dent, double FullAfter, long Unanswered);

    /// <summary>Simulates it.</summary>
    public static Result Run(LeaseSetting setting, int nodes, DatabaseModel model)
    {
        var cluster = new Cluster(nodes, setting.Options(), model);
        var popularity = new Zipf(Subjects, 1);
        cluster.Flow(PerSecond, () => popularity.Next(cluster.Dice), 0, End);
        cluster.Time.RunUntil(KilledAt);
        var tally = cluster.Count();
        var burnt = cluster.Kill(cluster.Alive[0]);
        cluster.Time.RunUntil(End);
        var asked = PerSecond * Bins / 100;
        var shares = tally.AdmittedByBin.Skip((int)(KilledAt / tally.Bin)).Chunk(Bins).Where(c => c.Length == Bins).Select(c => c.Sum() / asked).ToList();
        return new Result(nodes, burnt, burnt / (PerSecond / nodes), shares.Min(), (shares.FindLastIndex(s => s < 0.9) + 1) * Bins * 10, tally.Unanswered);
    }
}
