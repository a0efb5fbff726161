using Microsoft.Extensions.Options;
using Tollgate.Entitling;
using Tollgate.Hosting;
using Tollgate.Limiting;
using Tollgate.Recording;
using Tollgate.Testing.Hosting;
using Xunit;

namespace Tollgate.Testing.Watching;

/// <summary>Requests of one customer through the real limiter and recorder of a node that comes and goes.</summary>
internal sealed class LimitedRequests(Action<TollgateBuilder> use, string subject) : IAsyncDisposable
{
    private readonly TestNode _node = TestNode.Create(use);
    private Entitlement? _entitlement;

    /// <summary>Units that stayed charged.</summary>
    public long Charged { get; private set; }

    /// <summary>Sends requests one after the other.</summary>
    public async Task SendAsync(int count, string? scope, string? endpoint = null, bool isCharged = true)
    {
        var token = TestContext.Current.CancellationToken;
        _node.Get<IOptions<LimitingOptions>>().Value.DecisionTimeout = TimeSpan.FromSeconds(20); // a busy machine is no reason to refuse
        _node.Get<LedgerPump>().Start();
        _entitlement ??= await _node.Get<IEntitlementStore>().FindBySubjectAsync(subject, token);
        var group = _entitlement!.Scopes.FirstOrDefault(s => s.Name == scope);
        for (var i = 0; i < count; i++)
        {
            var startedAt = _node.Get<TimeProvider>().GetTimestamp();
            var decision = await _node.Get<IRateLimiter>().AcquireAsync(_entitlement, group, group?.Cost ?? 1, token);
            _node.Get<IRateLimiter>().Complete(decision, isCharged);
            var charged = decision.IsAdmitted && isCharged ? decision.Cost : 0;
            Charged += charged;
            _node.Get<IUsageRecorder>().Record(EventOf(decision, endpoint ?? scope ?? "/", charged), startedAt);
        }
    }

    /// <summary>Brings everything to where it belongs: events to the database, units on lease to the ledger.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _node.StopAsync<UsageWorker>(cancellationToken);
        await _node.StopAsync<LimitingWorker>(cancellationToken);
    }

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    private UsageEvent EventOf(in Decision decision, string endpoint, long charged) => new()
    {
        Sequence = decision.Sequence,
        Subject = subject,
        UserId = _entitlement!.UserId,
        Plan = _entitlement.Plan.Name,
        Endpoint = endpoint,
        Method = "GET",
        Status = decision.IsAdmitted ? 200 : 429,
        Cost = decision.Cost,
        Charged = charged,
        Outcome = decision.Outcome,
    };
}
