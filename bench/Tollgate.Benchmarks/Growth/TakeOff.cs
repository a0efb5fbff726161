namespace Tollgate.Benchmarks.Growth;

/// <summary>Callers that wait for each answer, of many subjects, on a cold node: does it leave the speed of its ledger behind?</summary>
internal static class TakeOff
{
    private const int Callers = 64;
    private const long Work = 640; // of a request, beside the decision: 64 callers can do 100,000 a second

    /// <summary>Requests answered in each tenth of a second, as a rate a second.</summary>
    public static double[] Run(LeaseSetting setting, int subjects, DatabaseModel model, int seconds)
    {
        var cluster = new Cluster(1, setting.Options(), model);
        var tally = cluster.Count();
        for (var caller = 0; caller < Callers; caller++)
        {
            Again();
        }

        cluster.Time.RunUntil(seconds * MadeUpTime.Second);
        return [.. tally.AdmittedByBin.Chunk(10).Where(c => c.Length == 10).Select(c => c.Sum() * 10d)];

        void Again() => cluster.Time.At(
            cluster.Time.Now + Work, () => cluster.AnyNode().Ask(cluster.SpecOf(1 + cluster.Dice.Below(subjects)), Again));
    }
}
