using Tollgate.Entitling;

namespace Tollgate.Watching;

/// <summary>Finds subscriptions that need attention.</summary>
public interface ISubscriptionScan
{
    /// <summary>The subscriptions that match and count for their users, by id.</summary>
    Task<IReadOnlyList<Subscription>> FindAsync(SubscriptionQuery query, CancellationToken cancellationToken);
}
