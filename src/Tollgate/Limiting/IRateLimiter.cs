using Tollgate.Entitling;

namespace Tollgate.Limiting;

/// <summary>Decides and charges: the one place that says whether a caller has units left.</summary>
public interface IRateLimiter
{
    /// <summary>Decides from what is in memory, as most requests can be: without a task, an allocation or a lock.</summary>
    /// <param name="entitlement">What the caller may do.</param>
    /// <param name="group">The endpoint group, charged beside "*"; null for "*" alone.</param>
    /// <param name="cost">Units; others than 1 to <see cref="Limit.MaxCost"/> are not decided here.</param>
    /// <param name="decision">As <see cref="AcquireAsync"/> gives it.</param>
    /// <returns>False when nothing was decided or charged and <see cref="AcquireAsync"/> must be asked.</returns>
    bool TryAcquire(Entitlement entitlement, PlanScope? group, long cost, out Decision decision);

    /// <summary>
    /// Checks and charges in one step: the cost is charged in all windows of all scopes that hold, or in none.
    /// </summary>
    /// <param name="entitlement">What the caller may do.</param>
    /// <param name="group">The endpoint group, charged beside "*"; null for "*" alone.</param>
    /// <param name="cost">Units, 0 to <see cref="Limit.MaxCost"/>. Cost 0 is admitted unless a limit is 0.</param>
    /// <param name="cancellationToken">Stops waiting; what was charged by then is handed back.</param>
    /// <returns>The decision, to be awaited, and once: what a request holds while it waits is let go by the one who awaits.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The cost is negative or too large.</exception>
    ValueTask<Decision> AcquireAsync(Entitlement entitlement, PlanScope? group, long cost, CancellationToken cancellationToken);

    /// <summary>What <see cref="AcquireAsync"/> would answer now by the ledger's committed state; charges nothing.</summary>
    ValueTask<Decision> PeekAsync(Entitlement entitlement, PlanScope? group, long cost, CancellationToken cancellationToken);

    /// <summary>
    /// Ends an admitted request: frees its place among the requests in flight and, when it shall not be charged, hands its units back
    /// into exactly the windows that they were charged to. Call it once.
    /// </summary>
    void Complete(in Decision decision, bool isCharged);
}
