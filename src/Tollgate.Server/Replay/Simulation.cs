using Tollgate.Entitling;
using Tollgate.Identifying;
using Tollgate.Limiting;

namespace Tollgate.Server.Replay;

/// <summary>
/// Replays requests in their own time through the limiter on a throw-away ledger. Every decision is strict and awaited, so that the order
/// of the log is the order of the decisions.
/// </summary>
internal sealed class Simulation : IAsyncDisposable
{
    private readonly Plan _plan;
    private readonly ScratchLimiter _scratch;
    private readonly Dictionary<string, Entitlement> _callers = new(StringComparer.Ordinal);
    private readonly HashSet<string> _denied = new(StringComparer.Ordinal);
    private readonly SimulationResult _result = new();

    private Simulation(Plan plan, ScratchLimiter scratch)
    {
        _plan = plan;
        _scratch = scratch;
        foreach (var limit in plan.Limits.Concat(plan.Scopes.SelectMany(s => s.Limits)))
        {
            _result.DeniedByWindow[limit.Window.Name] = 0;
        }
    }

    /// <summary>Makes the ledger and starts the limiter.</summary>
    public static async Task<Simulation> StartAsync(Plan plan, CancellationToken cancellationToken) =>
        new(plan with { Enforcement = Enforcement.Strict, IsShadow = false, Concurrency = null }, await ScratchLimiter.StartAsync(cancellationToken));

    /// <summary>Replays the log to its end.</summary>
    public async Task<SimulationResult> RunAsync(AccessLog log, Action<double> progress, CancellationToken cancellationToken)
    {
        await foreach (var entry in LogOrder.SortAsync(log.ReadAsync(cancellationToken), cancellationToken))
        {
            _scratch.Clock.AdvanceTo(entry.At);
            await ReplayAsync(entry, cancellationToken);
            progress(log.ShareRead);
        }

        _result.DeniedSubjects = _denied.Count;
        _result.Malformed = log.Malformed;
        return _result;
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _scratch.DisposeAsync();

    private async Task ReplayAsync(LogEntry entry, CancellationToken cancellationToken)
    {
        var entitlement = EntitlementOf(entry);
        var group = entitlement.Scopes.Count == 0 ? null : _scratch.Scopes.Match(entitlement, entry.Method, entry.Path);
        var decision = await _scratch.Limiter.AcquireAsync(entitlement, group, group?.Cost ?? 1, cancellationToken);
        _scratch.Limiter.Complete(decision, isCharged: true);
        _result.Requests++;
        switch (decision.Outcome)
        {
            case Outcome.Admitted when !decision.IsDegraded:
                _result.Admitted++;
                break;
            case Outcome.QuotaExceeded:
                _result.Denied++;
                _denied.Add(entitlement.Subject);
                var window = RefusingWindow(decision);
                _result.DeniedByWindow[window]++;
                break;
            default:
                throw new InvalidOperationException($"The throw-away ledger did not answer for line {entry.Line} ({decision.Outcome}); the replay can't be trusted.");
        }
    }

    private Entitlement EntitlementOf(LogEntry entry)
    {
        var subject = entry.Address is { } address ? ClientAddress.SubjectOf(address, _scratch.Identifying) : $"ip_{entry.Host}";
        if (!_callers.TryGetValue(subject, out var entitlement))
        {
            entitlement = EntitlementResolver.Resolve(_plan, subject);
            _callers.Add(subject, entitlement);
        }

        return entitlement;
    }

    /// <summary>Of the windows with too little left, the one that opens last: waiting for any other would not have helped.</summary>
    private static string RefusingWindow(in Decision decision)
    {
        var cost = decision.Cost;
        return decision.Windows.Where(w => w.Room < cost || w.Limit == 0).MaxBy(w => w.ResetsAt).Window.Name;
    }
}
