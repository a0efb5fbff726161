using System.Text.Json;
using Tollgate.Benchmarks.Decisions;
using Tollgate.Benchmarks.Harness;
using Tollgate.Entitling;
using Tollgate.Limiting;
using Tollgate.Postgres.Hosting;

namespace Tollgate.Benchmarks.Nodes;

/// <summary>One node in a process of its own: the benchmark started again with <see cref="Argument"/>, spoken to over its standard streams.</summary>
/// <remarks>Settings as a line of JSON come in; "ready" goes out; a line comes in and the work begins; the result as a line of JSON goes out.</remarks>
internal sealed class NodeProcess
{
    /// <summary>The command line's word for it; not for people.</summary>
    public const string Argument = "--node-process";

    /// <summary>Number of the subject whose limit is reached.</summary>
    public const int LimitedSubject = 1_000_000_000;

    /// <summary>Every so many requests one is of the limited subject.</summary>
    private const int LimitedEvery = 4;

    private readonly NodeSettings _settings;
    private readonly Entitlement[] _subjects;
    private readonly Entitlement _limited;
    private long _admitted;
    private long _admittedLimited;
    private long _refusedLimited;

    private NodeProcess(NodeSettings settings)
    {
        _settings = settings;
        _subjects = [.. Enumerable.Range(1, settings.Subjects).Select(i => FourWindows.EntitlementOf(i))];
        _limited = FourWindows.EntitlementOf(LimitedSubject, limit: settings.Limit);
    }

    /// <summary>Reads, works, writes, ends.</summary>
    public static async Task<int> RunAsync(TextReader input, TextWriter output)
    {
        var settings = JsonSerializer.Deserialize<NodeSettings>(await input.ReadLineAsync() ?? "null");
        if (settings is null)
        {
            return 2;
        }

        await output.WriteLineAsync(JsonSerializer.Serialize(await new NodeProcess(settings).WorkAsync(input, output)));
        return 0;
    }

    private async Task<NodeResult> WorkAsync(TextReader input, TextWriter output)
    {
        await using var host = await GateHost.StartAsync(services =>
        {
            services.AddPostgresLedger(_settings.Connection);
            return Task.CompletedTask;
        });
        host.Book.Nodes = _settings.Nodes;
        await host.Limiter.PeekAsync(_subjects[0], null, 1, CancellationToken.None); // opens a connection
        await output.WriteLineAsync("ready");
        await output.FlushAsync();
        await input.ReadLineAsync();
        var limiter = host.Limiter;
        var sample = await new ClosedLoop(_settings.Callers, MeasureEvery: 64).RunAsync(
            TimeSpan.FromSeconds(_settings.Seconds), (caller, number) => AskAsync(limiter, caller, number), CancellationToken.None);
        await host.StopAsync(CancellationToken.None);
        return new NodeResult(_admitted, _admittedLimited, _refusedLimited, sample.Elapsed.TotalSeconds);
    }

    private ValueTask AskAsync(IRateLimiter limiter, int caller, long number)
    {
        var isLimited = number % LimitedEvery == 0;
        var subject = isLimited ? _limited : _subjects[(caller + (number * _settings.Callers)) % _subjects.Length];
        return limiter.TryAcquire(subject, null, 1, out var decision)
            ? Count(decision, isLimited)
            : AwaitAsync(limiter.AcquireAsync(subject, null, 1, CancellationToken.None), isLimited);
    }

    private async ValueTask AwaitAsync(ValueTask<Decision> decision, bool isLimited) => await Count(await decision, isLimited);

    private ValueTask Count(in Decision decision, bool isLimited)
    {
        ref var limited = ref decision.IsAdmitted ? ref _admittedLimited : ref _refusedLimited;
        Interlocked.Increment(ref isLimited ? ref limited : ref _admitted);
        return decision.Outcome == Outcome.Admitted || (isLimited && decision.Outcome == Outcome.QuotaExceeded)
            ? default
            : throw new InvalidOperationException($"A node answered {decision.Outcome}.");
    }
}
