using System.Diagnostics;
using Tollgate.Benchmarks.Harness;
using Tollgate.Benchmarks.Http;
using Tollgate.Benchmarks.Nodes;
using Tollgate.Benchmarks.Suites;

if (args is [NodeProcess.Argument])
{
    return await NodeProcess.RunAsync(Console.In, Console.Out);
}

if (args is [AppProcess.Argument, var kind, var port, ..])
{
    return await AppProcess.RunAsync(kind, port, args.ElementAtOrDefault(3));
}

var isQuick = args.Contains("--quick");
var wanted = args.Where(a => a != "--quick").ToArray();
var suites = AllSuites.Create();
if (Array.Find(wanted, w => suites.All(s => s.Name != w)) is { } unknown)
{
    Console.Error.WriteLine($"There is no suite '{unknown}'. Suites: {string.Join(", ", suites.Select(s => s.Name))}. The one option is --quick.");
    return 2;
}

if (isQuick)
{
    WarmUp.BeQuick();
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};

// Quick results are impressions: they never replace those that are kept.
var report = new Report(Path.Combine("bench", "results", isQuick ? "quick" : ""));
var targets = new List<BenchmarkTarget>();
var failures = 0;
foreach (var suite in suites.Where(s => wanted.Length == 0 || wanted.Contains(s.Name)))
{
    Console.WriteLine($"\n# {suite.Title}\n");
    var startedAt = Stopwatch.GetTimestamp();
    var run = new SuiteRun(isQuick, report.Folder, text => Console.WriteLine(text));
    try
    {
        await suite.RunAsync(run, stop.Token);
        await report.WriteAsync(suite, run, TimeProvider.System.GetUtcNow(), stop.Token);
        targets.AddRange(run.Targets);
    }
    catch (OperationCanceledException) when (stop.IsCancellationRequested)
    {
        return 130;
    }
    catch (Exception exception) when (exception is not OutOfMemoryException) // what one suite's peer does must not cost the others their results
    {
        Console.Error.WriteLine($"{suite.Name}: {(exception is InvalidOperationException ? exception.Message : exception)}");
        failures++;
    }

    Console.WriteLine($"\n{suite.Name} took {Stopwatch.GetElapsedTime(startedAt).TotalSeconds:0} s\n");
    Console.WriteLine(Table.Head);
    run.Rows.ToList().ForEach(r => Console.WriteLine(Table.Line(r)));
}

await report.SummariseAsync(suites.Select(s => s.Name), stop.Token);
Console.WriteLine();
targets.ForEach(t => Console.WriteLine(Table.Result(t)));
return failures == 0 ? 0 : 1;
