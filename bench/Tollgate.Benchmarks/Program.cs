using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Exporters.Json;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Tollgate.Benchmarks;

var isQuick = args.Contains("--quick");
var suites = args.Where(a => !a.StartsWith('-')).ToArray();
var known = new Dictionary<string, Type> { ["decision"] = typeof(DecisionBenchmarks) };
foreach (var suite in suites.Where(s => !known.ContainsKey(s)))
{
    Console.Error.WriteLine($"There is no suite '{suite}'. Suites: {string.Join(", ", known.Keys)}.");
    return 2;
}

// In process: a suite starts in a second and needs no build of its own; the process does nothing else meanwhile.
var job = (isQuick ? Job.ShortRun : Job.MediumRun).WithToolchain(InProcessEmitToolchain.Instance);
var config = ManualConfig.CreateEmpty()
    .AddJob(job)
    .AddLogger(ConsoleLogger.Default)
    .AddColumnProvider(DefaultColumnProviders.Instance)
    .AddDiagnoser(MemoryDiagnoser.Default)
    .AddExporter(MarkdownExporter.GitHub, JsonExporter.Brief)
    .WithArtifactsPath(Path.Combine("artifacts", "bench"));
var failed = false;
foreach (var suite in suites.Length == 0 ? known.Keys.ToArray() : suites)
{
    var summary = BenchmarkRunner.Run(known[suite], config);
    failed |= summary.HasCriticalValidationErrors || summary.Reports.Any(r => !r.Success);
}

return failed ? 1 : 0;
