using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Tollgate.Benchmarks.Harness;
using Tollgate.Entitling;
using Tollgate.Hosting;
using Tollgate.Limiting;

namespace Tollgate.Benchmarks.Decisions;

/// <summary>The gate itself, from the caller's key to the decision, over a durable ledger.</summary>
internal sealed class GateDecisions(string id, ILedgerUnderTest ledger, Enforcement enforcement, int subjects, int callers) : Contender
{
    private readonly string[] _keys = [.. Enumerable.Range(1, subjects).Select(i => User.SubjectOf(i))];

    // What a node knows of its callers: the framework's limiter finds its counters by the same keys.
    private readonly ConcurrentDictionary<string, Entitlement> _callers = new();
    private ServiceProvider _services = null!;
    private IRateLimiter _limiter = null!;
    private long _admitted;

    /// <inheritdoc />
    public override string Id => id;

    /// <inheritdoc />
    public override string What => $"Tollgate, {enforcement.ToString().ToLowerInvariant()}, four windows, {ledger.Name}, {subjects:N0} subject{(subjects == 1 ? "" : "s")}";

    /// <inheritdoc />
    public override int Callers => callers;

    /// <inheritdoc />
    public override bool? IsDurable => true;

    /// <inheritdoc />
    public override bool? IsExact => true;

    /// <inheritdoc />
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.Configure<LimitingOptions>(o => o.DecisionTimeout = TimeSpan.FromSeconds(10));
        await ledger.AddAsync(services, cancellationToken);
        services.AddTollgateLimiting();
        _services = services.BuildServiceProvider();
        _services.GetRequiredService<LedgerPump>().Start();
        _limiter = _services.GetRequiredService<IRateLimiter>();
        for (var i = 1; i <= subjects; i++)
        {
            _callers[_keys[i - 1]] = FourWindows.EntitlementOf(i, enforcement);
        }

        await WarmUpAsync(cancellationToken);
    }

    /// <inheritdoc />
    public override async Task<Sample> RunAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        var sample = await new ClosedLoop(callers, enforcement == Enforcement.Leased ? 64 : 1).RunAsync(duration, DecideAsync, cancellationToken);
        _admitted += sample.Operations;
        return sample;
    }

    /// <inheritdoc />
    public override Task<long?> CountStatementsAsync(CancellationToken cancellationToken) => ledger.CountStatementsAsync(cancellationToken);

    /// <summary>After all leases were handed back the ledger holds exactly what was admitted.</summary>
    public override async Task FinishAsync(CancellationToken cancellationToken)
    {
        await _services.GetRequiredService<LedgerPump>().StopAsync(cancellationToken);
        var used = await ledger.UsedAsync(cancellationToken);
        if (used != _admitted)
        {
            throw new InvalidOperationException($"{id}: {_admitted:N0} units were admitted, and the ledger holds {used:N0}.");
        }
    }

    /// <inheritdoc />
    public override async ValueTask DisposeAsync()
    {
        if (_services is not null)
        {
            await _services.DisposeAsync();
        }

        await ledger.DisposeAsync();
    }

    /// <summary>Leases grow with the traffic that they see: every subject is asked for some times, by many callers, so that it does not take long.</summary>
    private async Task WarmUpAsync(CancellationToken cancellationToken)
    {
        const int WarmUpCallers = 1_024;
        var rounds = enforcement == Enforcement.Leased ? 4 : 1;
        for (var round = 0; round < rounds; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, WarmUpCallers).Select(caller => Task.Run(
                async () =>
                {
                    for (long subject = caller; subject < Math.Max(subjects, WarmUpCallers); subject += WarmUpCallers)
                    {
                        await DecideAsync((int)(subject % subjects), 0);
                        _ = Interlocked.Increment(ref _admitted);
                    }
                },
                cancellationToken)));
        }

        if (enforcement == Enforcement.Leased)
        {
            await WarmUp.UntilSteadyAsync(RunAsync, cancellationToken);
        }
        else
        {
            await RunAsync(TimeSpan.FromSeconds(1), cancellationToken);
        }
    }

    /// <summary>One decision that memory can take; a caller that has to wait for the ledger waits on its thread.</summary>
    public void Decide(long number)
    {
        var caller = _callers[_keys[number % subjects]];
        ThrowUnlessAdmitted(_limiter.TryAcquire(caller, null, 1, out var decision)
            ? decision
            : _limiter.AcquireAsync(caller, null, 1, CancellationToken.None).AsTask().GetAwaiter().GetResult());
    }

    private ValueTask DecideAsync(int caller, long number)
    {
        var entitlement = _callers[_keys[(caller + (number * callers)) % subjects]];
        if (!_limiter.TryAcquire(entitlement, null, 1, out var decision))
        {
            return AwaitAsync(_limiter.AcquireAsync(entitlement, null, 1, CancellationToken.None));
        }

        ThrowUnlessAdmitted(decision);
        return default;
    }

    private static async ValueTask AwaitAsync(ValueTask<Decision> decision) => ThrowUnlessAdmitted(await decision);

    private static void ThrowUnlessAdmitted(in Decision decision)
    {
        if (!decision.IsAdmitted)
        {
            throw new InvalidOperationException($"A caller far below its limits was refused: {decision.Outcome}.");
        }
    }
}
