using Tollgate.Entitling;
using Tollgate.Identifying;
using Tollgate.Limiting;

namespace Tollgate;

/// <summary>The path of one request: identifying, entitling, limiting. Each stage is a line of <see cref="AdmitAsync"/>.</summary>
public sealed class Gate(CallerDirectory callers, IScopeMatcher scopes, IRateLimiter limiter)
{
    /// <summary>Decides whether a request may go on, and charges it.</summary>
    public async ValueTask<Admission> AdmitAsync(GateRequest request, CancellationToken cancellationToken)
    {
        var caller = await callers.FindAsync(request.Credentials, cancellationToken);
        if (caller.Entitlement is not { } entitlement)
        {
            return new Admission(null, null, Decision.Refused(caller.Refusal));
        }

        var group = ScopeOf(entitlement, request);
        var cost = request.Cost ?? group?.Cost ?? 1;
        if (!limiter.TryAcquire(entitlement, group, cost, out var decision))
        {
            decision = await limiter.AcquireAsync(entitlement, group, cost, cancellationToken);
        }

        return new Admission(entitlement, group, decision);
    }

    /// <summary>Ends a request that was admitted; see <see cref="IRateLimiter.Complete"/>.</summary>
    public void Complete(in Admission admission, bool isCharged) => limiter.Complete(admission.Decision, isCharged);

    private PlanScope? ScopeOf(Entitlement entitlement, in GateRequest request)
    {
        if (request.Scope is null)
        {
            return entitlement.Scopes.Count == 0 ? null : scopes.Match(entitlement, request.Method, request.Path);
        }

        foreach (var scope in entitlement.Scopes)
        {
            if (scope.Name == request.Scope)
            {
                return scope;
            }
        }

        return null; // the plan has no limits for this group: "*" alone holds
    }
}
