namespace Tollgate.Benchmarks.Growth;

/// <summary>
/// What one subject costs on one node, by its rate there. Subjects ask for rows of their own, independently of each other while they are far
/// from their limits and the database keeps up; so the load of any number of subjects and nodes is the sum of their curves, without simulating all of them.
/// </summary>
internal sealed class LeaseCurve
{
    private static readonly double[] Rates = [0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 100, 1_000];

    private readonly List<Point> _points = [];

    /// <summary>A rate, and the rows a second (those that only hand back apart) and the units on lease that it costs.</summary>
    public readonly record struct Point(double Rate, double Rows, double HandBacks, double Units);

    /// <summary>What was measured.</summary>
    public IReadOnlyList<Point> Points => _points;

    /// <summary>Simulates subjects of each rate on one node.</summary>
    /// <param name="setting">How leases are made.</param>
    /// <param name="requests">For each rate, about.</param>
    public static LeaseCurve Measure(LeaseSetting setting, int requests)
    {
        var curve = new LeaseCurve();
        foreach (var rate in Rates)
        {
            curve._points.Add(Measure(setting, rate, requests));
        }

        return curve;
    }

    /// <summary>Rows a second of all subjects on all nodes.</summary>
    /// <param name="perSecond">Requests of all together.</param>
    /// <param name="popularity">Who they are of.</param>
    /// <param name="subjects">How many there are.</param>
    /// <param name="nodes">That the requests are spread over.</param>
    public (double Rows, double Units) LoadOf(double perSecond, Zipf popularity, long subjects, int nodes)
    {
        var (rows, units) = (0d, 0d);
        for (double first = 1; first <= subjects;)
        {
            var next = Math.Min(subjects + 1, Math.Max(first + 1, Math.Floor(first * 1.02)));
            var cost = At(perSecond * popularity.ShareOf((first + next - 1) / 2) / nodes);
            rows += (next - first) * nodes * cost.Rows;
            units += (next - first) * nodes * cost.Units;
            first = next;
        }

        return (rows, units);
    }

    /// <summary>Between points on a line of logarithms; rarer than all is in proportion, busier than all asks no more often but holds more.</summary>
    public Point At(double rate)
    {
        if (rate <= _points[0].Rate)
        {
            return Mix(default, _points[0], rate, rate / _points[0].Rate);
        }

        var above = _points.FindIndex(p => p.Rate >= rate);
        if (above < 0)
        {
            return _points[^1] with { Rate = rate, Units = _points[^1].Units * rate / _points[^1].Rate };
        }

        var (low, high) = (_points[above - 1], _points[above]);
        return Mix(low, high, rate, Math.Log(rate / low.Rate) / Math.Log(high.Rate / low.Rate));
    }

    private static Point Mix(Point low, Point high, double rate, double part) => new(
        rate,
        low.Rows + (part * (high.Rows - low.Rows)),
        low.HandBacks + (part * (high.HandBacks - low.HandBacks)),
        low.Units + (part * (high.Units - low.Units)));

    private static Point Measure(LeaseSetting setting, double rate, int requests)
    {
        const long WarmUp = 15 * MadeUpTime.Second;
        const long End = 45 * MadeUpTime.Second;
        var subjects = Math.Max(1, (int)(requests / (rate * 45)));
        var cluster = new Cluster(1, setting.Options(), new DatabaseModel(PerStatement: 10, PerRow: 1));
        cluster.Flow(rate * subjects, () => 1 + cluster.Dice.Below(subjects), 0, End);
        cluster.Time.RunUntil(WarmUp);
        cluster.Count();
        var units = 0d;
        const int Looks = 30;
        for (var look = 1; look <= Looks; look++)
        {
            cluster.Time.RunUntil(WarmUp + ((End - WarmUp) * look / Looks));
            units += cluster.OnLease().Units / Looks;
        }

        var (_, rows, handBacks, _) = cluster.Load();
        return new Point(rate, rows / subjects, handBacks / subjects, units / subjects);
    }
}
