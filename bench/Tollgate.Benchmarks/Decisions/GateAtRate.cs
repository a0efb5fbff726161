using Tollgate.Benchmarks.Harness;
using Tollgate.Entitling;
using Tollgate.Limiting;

namespace Tollgate.Benchmarks.Decisions;

/// <summary>The gate under a steady rate that is spread over subjects by chance: what that costs the database.</summary>
internal sealed class GateAtRate(ILedgerUnderTest ledger, int subjects, int perSecond) : Contender
{
    private readonly Entitlement[] _subjects = [.. Enumerable.Range(1, subjects).Select(i => FourWindows.EntitlementOf(i))];
    private readonly Growth.Dice _dice = new(20_260_131);
    private GateHost _host = null!;
    private long _admitted;

    /// <inheritdoc />
    public override string Id => $"statements-{subjects}-{perSecond}";

    /// <inheritdoc />
    public override string What => $"Tollgate, leased, four windows, {ledger.Name}, {subjects:N0} subjects at {perSecond:N0} requests a second";

    /// <inheritdoc />
    public override int Callers => 1;

    /// <inheritdoc />
    public override bool? IsDurable => true;

    /// <inheritdoc />
    public override bool? IsExact => true;

    /// <inheritdoc />
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        _host = await GateHost.StartAsync(services => ledger.AddAsync(services, cancellationToken));
        await RunAsync(TimeSpan.FromSeconds(2), cancellationToken);
    }

    /// <inheritdoc />
    public override async Task<Sample> RunAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        var sample = await new OpenLoop(perSecond).RunAsync(duration, DecideAsync, cancellationToken);
        _admitted += sample.Operations;
        return sample;
    }

    /// <inheritdoc />
    public override Task<long?> CountStatementsAsync(CancellationToken cancellationToken) => ledger.CountStatementsAsync(cancellationToken);

    /// <summary>After all leases were handed back the ledger holds exactly what was admitted.</summary>
    public override async Task FinishAsync(CancellationToken cancellationToken)
    {
        await _host.StopAsync(cancellationToken);
        var used = await ledger.UsedAsync(cancellationToken);
        if (used != _admitted)
        {
            throw new InvalidOperationException($"{Id}: {_admitted:N0} units were admitted, and the ledger holds {used:N0}.");
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

    private ValueTask DecideAsync(long number)
    {
        var decision = _host.Limiter.AcquireAsync(_subjects[_dice.Below(subjects)], null, 1, CancellationToken.None);
        return decision.IsCompletedSuccessfully ? Verify(decision.Result) : AwaitAsync(decision);
    }

    private static async ValueTask AwaitAsync(ValueTask<Decision> decision) => await Verify(await decision);

    private static ValueTask Verify(in Decision decision) =>
        decision.IsAdmitted ? default : throw new InvalidOperationException($"A caller far below its limits was refused: {decision.Outcome}.");
}
