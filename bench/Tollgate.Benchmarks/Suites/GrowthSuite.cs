using System.Globalization;
using Tollgate.Benchmarks.Growth;
using Tollgate.Benchmarks.Harness;

namespace Tollgate.Benchmarks.Suites;

/// <summary>The product's own lease code on up to a thousand nodes and for up to a hundred million subjects, in made-up time.</summary>
internal sealed class GrowthSuite : ISuite
{
    private static readonly DatabaseModel Database = new();
    private static readonly DatabaseModel SlowDatabase = new(PerRow: 125); // 8,000 rows a second

    private static readonly int[] ManyNodes = [1, 10, 100, 1_000];
    private static readonly long[] ManySubjects = [10_000, 1_000_000, 100_000_000];

    private static readonly string[] SumHeads =
    [
        "requests a second", "rows a second, 10,000 subjects on 4 nodes", "1 million on 10", "100 million on 10", "100 million on 100", "100 million on 1,000",
    ];

    /// <inheritdoc />
    public string Name => "growth";

    /// <inheritdoc />
    public string Title => "Growth, simulated";

    /// <inheritdoc />
    public Task RunAsync(SuiteRun run, CancellationToken cancellationToken)
    {
        run.Notes.Add(
            "A simulation of the product's own lease code in made-up time; the same seed gives the same numbers on every machine. The database is a model: "
            + $"{1e6 / Database.PerRow:N0} rows a second, commits of {Database.Commit / 1e3:0.#} ms that hold their rows locked, {2 * Database.Network / 1e3:0.#} ms there and back.");
        Action<SuiteRun>[] parts = [Curves, Nodes, Limits, Crowds, TakeOffs, Losses];
        foreach (var part in parts)
        {
            cancellationToken.ThrowIfCancellationRequested();
            part(run);
        }

        return Task.CompletedTask;
    }

    private static void Curves(SuiteRun run)
    {
        run.Say("rows by a subject's rate");
        var curves = LeaseSetting.All.Select(s => (Setting: s, Curve: LeaseCurve.Measure(s, run.IsQuick ? 4_000 : 20_000))).ToList();
        var rows = new Plot("What a subject costs the database, by how often it asks on a node", "requests a second of one subject on one node", "rows a second");
        var units = new Plot("What lies on lease", "requests a second of one subject on one node", "units on lease");
        foreach (var (setting, curve) in curves)
        {
            rows.Line(setting.Name, curve.Points.Select(p => (p.Rate, p.Rows)));
            units.Line(setting.Name, curve.Points.Select(p => (p.Rate, p.Units)));
        }

        rows.Line("a row a request", curves[0].Curve.Points.Where(p => p.Rate <= 10).Select(p => (p.Rate, p.Rate)), isDotted: true).Save(Path.Combine(run.Folder, "growth-rows.svg"));
        units.Save(Path.Combine(run.Folder, "growth-units.svg"));
        run.Notes.Add(NotesTable.Of(
            ["requests a second of one subject on one node", .. curves.Select(c => $"rows a second, {c.Setting.Name}"), "of those only handing back, default", .. curves.Select(c => $"units on lease, {c.Setting.Name}")],
            curves[0].Curve.Points.Select((p, i) => (IEnumerable<double>)[p.Rate, .. curves.Select(c => c.Curve.Points[i].Rows), p.HandBacks, .. curves.Select(c => c.Curve.Points[i].Units)])));
        Sums(run, curves[0].Curve);
    }

    private static void Sums(SuiteRun run, LeaseCurve curve)
    {
        double[] rates = [1e3, 1e4, 1e5, 1e6, 1e7];
        var plot = new Plot("Rows of 100 million subjects (Zipf), by traffic and nodes", "requests a second, all nodes together", "rows a second");
        var popularity = new Zipf(100_000_000, 1);
        for (var nodes = 1; nodes <= 1_000; nodes *= 10)
        {
            plot.Line($"{nodes:N0} node{(nodes == 1 ? "" : "s")}", rates.Select(r => (r, curve.LoadOf(r, popularity, 100_000_000, nodes).Rows)));
        }

        plot.Line("a row a request", rates.Select(r => (r, r)), isDotted: true).Save(Path.Combine(run.Folder, "growth-hundred-million.svg"));
        run.Notes.Add(NotesTable.Of(
            SumHeads,
            rates.Select(r => (IEnumerable<double>)[r, Rows(r, 10_000, 4), Rows(r, 1_000_000, 10), Rows(r, 100_000_000, 10), Rows(r, 100_000_000, 100), Rows(r, 100_000_000, 1_000)])));

        double Rows(double rate, long subjects, int nodes) => curve.LoadOf(rate, new Zipf(subjects, 1), subjects, nodes).Rows;
    }

    private static void Nodes(SuiteRun run)
    {
        (int Nodes, long Subjects)[] cases = run.IsQuick
            ? [(1, 100_000_000), (100, 100_000_000), (1_000, 10_000)]
            : [.. from subjects in ManySubjects from nodes in ManyNodes select (nodes, subjects)];
        var seconds = run.IsQuick ? 4 : 24;
        foreach (var (nodes, subjects) in cases)
        {
            var result = ScaleOut.Run(LeaseSetting.Default, nodes, subjects, 20_000, seconds, Database);
            run.Add(new BenchmarkRow
            {
                Id = $"growth-{nodes}-{subjects}",
                What = $"{nodes:N0} node{(nodes == 1 ? "" : "s")}, {subjects:N0} subjects (Zipf), {result.PerSecond:N0} requests a second",
                Callers = nodes,
                Unit = "row",
                PerSecond = result.Rows,
                P99 = result.P99 * 1e3,
                StatementsPerMillion = result.Statements * 1e6 / result.PerSecond,
                Note = string.Create(CultureInfo.InvariantCulture,
                    $"simulated; {result.Statements:N0} statements a second, database {result.Busy:P0} busy, {result.AtOnce:P1} answered from memory, {result.Units:N0} units on lease, {result.Unanswered:N0} unanswered"),
            });
        }
    }

    private static void Limits(SuiteRun run)
    {
        var rows = new List<IEnumerable<double>>();
        foreach (var nodes in ManyNodes.SkipLast(run.IsQuick ? 1 : 0))
        {
            foreach (var limit in new long[] { 1_000, 100_000 })
            {
                var result = NearLimit.Run(LeaseSetting.Default, nodes, limit);
                rows.Add([nodes, limit, result.Admitted, result.TooSoon, result.Late]);
            }
        }

        run.Notes.Add("One subject asks 5,000 times a second, on all nodes, beyond its limit.");
        run.Notes.Add(NotesTable.Of(["nodes", "limit", "admitted", "refused before the limit was filled", "filled late by ms"], rows));
    }

    private static void Crowds(SuiteRun run)
    {
        var rows = new List<IEnumerable<double>>();
        foreach (var nodes in new[] { 1, 10, 100 })
        {
            foreach (var (rate, database) in new[] { (2_000, Database), (20_000, Database), (20_000, SlowDatabase) })
            {
                var result = FlashCrowd.Run(LeaseSetting.Default, nodes, rate, database);
                rows.Add([nodes, rate, 1e6 / database.PerRow, result.Waited, result.P99, result.Unanswered, result.Statements, result.Units]);
            }
        }

        run.Notes.Add("A subject that nobody knew begins to ask at full speed: its first second.");
        run.Notes.Add(NotesTable.Of(
            ["nodes", "requests a second", "rows a second that the database can do", "requests that waited", "p99 ms", "unanswered", "statements", "units on lease after it"], rows));
    }

    private static void TakeOffs(SuiteRun run)
    {
        var plot = new Plot("64 callers of many subjects on a cold node", "seconds", "requests a second", isLogAcross: false, isLogUp: false);
        var rows = new List<IEnumerable<double>>();
        foreach (var (subjects, database) in new[] { (1_000, SlowDatabase), (10_000, SlowDatabase), (10_000, Database) })
        {
            var rates = TakeOff.Run(LeaseSetting.Default, subjects, database, run.IsQuick ? 4 : 8);
            plot.Line($"{subjects:N0} subjects, {1e6 / database.PerRow:N0} rows a second", rates.Select((r, i) => ((i + 1) / 10d, r)));
            rows.Add([subjects, 1e6 / database.PerRow, rates[4], rates[9], rates[19], rates[^1]]);
        }

        plot.Save(Path.Combine(run.Folder, "growth-take-off.svg"));
        run.Notes.Add("64 callers that wait for each answer, on a cold node; they could do 100,000 requests a second.");
        run.Notes.Add(NotesTable.Of(
            ["subjects", "rows a second that the database can do", "requests a second after 0.5 s", "after 1 s", "after 2 s", "at the end"], rows));
    }

    private static void Losses(SuiteRun run)
    {
        var rows = new List<IEnumerable<double>>();
        foreach (var nodes in run.IsQuick ? [10] : new[] { 2, 10 })
        {
            var result = NodeLoss.Run(LeaseSetting.Default, nodes, Database);
            rows.Add([nodes, result.Burnt, result.Seconds, result.Dent * 100, result.FullAfter, result.Unanswered]);
        }

        run.Notes.Add("A node is killed at 20,000 requests a second of a million subjects (Zipf), and its traffic goes to the others at once.");
        run.Notes.Add(NotesTable.Of(
            ["nodes", "units burnt", "seconds of its traffic", "least % admitted in 50 ms", "back above 90 % after ms", "unanswered"], rows));
    }
}
