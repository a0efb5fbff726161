using Tollgate.Entitling;

namespace Tollgate.Watching;

/// <summary>Resolves many customers at once, past all caches.</summary>
public interface ICustomerLimits
{
    /// <summary>The entitlements of users by id, a thousand at most; users who do not exist are left out.</summary>
    Task<IReadOnlyDictionary<long, Entitlement>> FindAsync(IReadOnlyCollection<long> userIds, CancellationToken cancellationToken);
}
