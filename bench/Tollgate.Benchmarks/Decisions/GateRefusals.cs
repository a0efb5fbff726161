using System.Collections.Concurrent;
using System.Diagnostics;
using Tollgate.Benchmarks.Harness;
using Tollgate.Entitling;
using Tollgate.Limiting;

namespace Tollgate.Benchmarks.Decisions;

/// <summary>One subject that is out of quota and does not stop asking.</summary>
internal sealed class GateRefusals(string id, ILedgerUnderTest ledger, int callers, TimeSpan hammering) : Contender
{
    private const long Limit = 1_000;

    private readonly string _key = User.SubjectOf(1);
    private readonly ConcurrentDictionary<string, Entitlement> _callers = new();
    private GateHost _host = null!;
    private IRateLimiter _limiter = null!;
    private long _admitted;

    /// <inheritdoc />
    public override string Id => id;

    /// <inheritdoc />
    public override string What => $"Tollgate, refusals of 1 subject that is out of quota, four windows, {ledger.Name}";

    /// <inheritdoc />
    public override int Callers => callers;

    /// <inheritdoc />
    public override bool? IsExact => true;

    /// <summary>Statements a second while it was hammered, measured after the turns.</summary>
    public double StatementsPerSecond { get; private set; }

    /// <inheritdoc />
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        _host = await GateHost.StartAsync(services => ledger.AddAsync(services, cancellationToken));
        _limiter = _host.Limiter;
        _callers[_key] = FourWindows.EntitlementOf(1, limit: Limit);
        for (var asked = 0; asked < 2 * Limit; asked++)
        {
            await AskAsync(await _limiter.AcquireAsync(_callers[_key], null, 1, cancellationToken));
        }

        await WarmUp.UntilSteadyAsync(RunAsync, cancellationToken);
    }

    /// <inheritdoc />
    public override Task PrepareTurnAsync(CancellationToken cancellationToken) => RunAsync(WarmUp.BeforeTurn, cancellationToken);

    /// <inheritdoc />
    public override Task<Sample> RunAsync(TimeSpan duration, CancellationToken cancellationToken) =>
        new ClosedLoop(callers, MeasureEvery: 64).RunAsync(duration, RefuseAsync, cancellationToken);

    /// <inheritdoc />
    public override Task<long?> CountStatementsAsync(CancellationToken cancellationToken) => ledger.CountStatementsAsync(cancellationToken);

    /// <summary>Hammers once more, long enough to count statements a second, and checks that the limit was filled exactly.</summary>
    public override async Task FinishAsync(CancellationToken cancellationToken)
    {
        var before = await ledger.CountStatementsAsync(cancellationToken);
        var startedAt = Stopwatch.GetTimestamp();
        await RunAsync(hammering, cancellationToken);
        StatementsPerSecond = (await ledger.CountStatementsAsync(cancellationToken) - before ?? 0) / Stopwatch.GetElapsedTime(startedAt).TotalSeconds;

        await _host.StopAsync(cancellationToken);
        var used = await ledger.UsedAsync(cancellationToken);
        if (_admitted != Limit || used != Limit)
        {
            throw new InvalidOperationException($"{id}: of a limit of {Limit:N0} units {_admitted:N0} were admitted, and the ledger holds {used:N0}.");
        }
    }

    /// <inheritdoc />
    public override async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        await ledger.DisposeAsync();
    }

    private ValueTask RefuseAsync(int caller, long number)
    {
        var subject = _callers[_key];
        return _limiter.TryAcquire(subject, null, 1, out var decision)
            ? AskAsync(decision)
            : AwaitAsync(_limiter.AcquireAsync(subject, null, 1, CancellationToken.None));
    }

    private async ValueTask AwaitAsync(ValueTask<Decision> decision) => await AskAsync(await decision);

    private ValueTask AskAsync(in Decision decision)
    {
        if (decision.Outcome == Outcome.Admitted)
        {
            Interlocked.Increment(ref _admitted);
        }
        else if (decision.Outcome != Outcome.QuotaExceeded)
        {
            throw new InvalidOperationException($"{id}: a caller out of quota got the answer {decision.Outcome}.");
        }

        return default;
    }
}
