using System.Diagnostics;
using System.Globalization;
using Tollgate.Benchmarks.Harness;
using Tollgate.Benchmarks.Http;
using Tollgate.Benchmarks.Servers;

namespace Tollgate.Benchmarks.Suites;

/// <summary>How soon the gateway is ready on a SQLite file that exists, and what it takes when idle.</summary>
internal sealed class StartSuite : ISuite
{
    /// <inheritdoc />
    public string Name => "start";

    /// <inheritdoc />
    public string Title => "Start and memory";

    /// <inheritdoc />
    public async Task RunAsync(SuiteRun run, CancellationToken cancellationToken)
    {
        var folder = ServerProcess.CreateFolder();
        try
        {
            var database = Path.Combine(folder, "tollgate.db");
            await TollgateProgram.PrepareAsync(database, cancellationToken);
            var times = new List<double>();
            for (var i = 0; i < run.Rounds; i++)
            {
                times.Add(await StartAsync(database, _ => Task.CompletedTask, cancellationToken));
            }

            var idle = TimeSpan.FromSeconds(run.IsQuick ? 3 : 10);
            var memory = default(Memory);
            await StartAsync(database, async server =>
            {
                await Task.Delay(idle, cancellationToken);
                memory = Memory.Of(server.Id);
            }, cancellationToken);
            Report(run, times, memory, idle);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Report(SuiteRun run, List<double> times, Memory memory, TimeSpan idle)
    {
        times.Sort();
        var median = times[times.Count / 2];
        run.Add(new BenchmarkRow
        {
            Id = "start",
            What = "tollgate serve on an existing SQLite file, from the start of the process to the first 200 of /health/ready",
            Callers = 1,
            Unit = "start",
            PerSecond = 1 / median,
            PerSecondLow = 1 / times[^1],
            PerSecondHigh = 1 / times[0],
            P50 = median * 1e6,
        });
        run.Notes.Add(string.Create(CultureInfo.InvariantCulture,
            $"Ready after {median:0.00} s ({times[0]:0.00} to {times[^1]:0.00}). Idle for {idle.TotalSeconds} seconds it has {memory.Resident:0.0} MB resident, of which {memory.Proportional:0.0} MB are its share (PSS)."));
        run.Say(run.Notes[^1]);
        run.Add(new BenchmarkTarget("start-time", median, 1.5, IsCeiling: true));
        run.Add(new BenchmarkTarget("start-memory", memory.Resident, 80, IsCeiling: true));
    }

    private static async Task<double> StartAsync(string database, Func<ServerProcess, Task> use, CancellationToken cancellationToken)
    {
        var adminPort = ServerProcess.FreePort();
        var ready = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{adminPort}/health/ready");
        using var client = new HttpClient();
        var startedAt = Stopwatch.GetTimestamp();
        await using var server = await TollgateProgram.ServeAsync(database, ServerProcess.FreePort(), adminPort, "http://127.0.0.1:9");
        await server.WaitAsync("tollgate serve", async () =>
        {
            using var response = await client.GetAsync(ready, cancellationToken);
            return response.IsSuccessStatusCode;
        }, cancellationToken);
        var elapsed = Stopwatch.GetElapsedTime(startedAt).TotalSeconds;
        await use(server);
        return elapsed;
    }

    /// <summary>Of a process, in megabytes of 1,000,000 bytes.</summary>
    private readonly record struct Memory(double Resident, double Proportional)
    {
        public static Memory Of(int process) => new(Read($"/proc/{process}/status", "VmRSS:"), Read($"/proc/{process}/smaps_rollup", "Pss:"));

        private static double Read(string file, string name) =>
            long.Parse(File.ReadLines(file).Single(l => l.StartsWith(name, StringComparison.Ordinal))[name.Length..].Replace("kB", ""), CultureInfo.InvariantCulture) * 1024 / 1e6;
    }
}
