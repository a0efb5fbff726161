using System.Collections.Concurrent;
using Tollgate.Identifying;

namespace Tollgate.Entitling;

/// <summary>Callers without key or user: one plan for all, a subject per network.</summary>
/// <param name="plans">Remembers the anonymous plan under its name.</param>
/// <param name="capacity">Networks remembered at most.</param>
internal sealed class AnonymousCallers(LookupMemory<string, Plan> plans, int capacity)
{
    private readonly ConcurrentDictionary<ClientAddress, Entitlement> _callers = new();
    private int _count;

    /// <summary>The entitlement of a network; null when anonymous callers are refused. False when the plan must be looked up.</summary>
    public bool TryGet(ClientAddress client, out Entitlement? entitlement)
    {
        if (!plans.TryGet(Plan.AnonymousName, out var lookup))
        {
            entitlement = null;
            return false;
        }

        entitlement = EntitlementOf(client, lookup.Value);
        return true;
    }

    /// <summary>Looks the plan up.</summary>
    public async ValueTask<(bool IsAnswered, Entitlement? Entitlement)> LoadAsync(ClientAddress client, CancellationToken cancellationToken)
    {
        var lookup = await plans.LoadAsync(Plan.AnonymousName, cancellationToken);
        return (lookup.IsAnswered, EntitlementOf(client, lookup.Value));
    }

    /// <summary>Forgets the plan; what follows from it is made anew with the next one.</summary>
    public void Forget() => plans.Forget(_ => true);

    /// <summary>Has the plan looked up again; what follows from it is made anew with the next one.</summary>
    public void Expire() => plans.Expire(_ => true);

    private Entitlement? EntitlementOf(ClientAddress client, Plan? plan)
    {
        if (plan is null)
        {
            return null;
        }

        if (_callers.TryGetValue(client, out var known) && ReferenceEquals(known.Plan, plan))
        {
            return known;
        }

        var entitlement = EntitlementResolver.Resolve(plan, client.Subject) with { CoarseSubject = client.Coarse.Subject };
        if (known is null && Interlocked.Increment(ref _count) > capacity)
        {
            // Addresses cost nothing to make again; starting over is cheaper than choosing among them.
            _callers.Clear();
            Volatile.Write(ref _count, 1);
        }

        _callers[client] = entitlement;
        return entitlement;
    }
}
