namespace Tollgate.Entitling;

/// <summary>Resolves callers to entitlements from the database; behind a cache that <see cref="IChangeFeed"/> keeps fresh.</summary>
public interface IEntitlementStore
{
    /// <summary>The entitlement behind an API key's hash; null when no such key exists or it is revoked or expired.</summary>
    ValueTask<Entitlement?> FindByKeyAsync(ReadOnlyMemory<byte> keyHash, CancellationToken cancellationToken);

    /// <summary>The entitlement of a user by name; null when there is no such user.</summary>
    ValueTask<Entitlement?> FindByUserAsync(string userName, CancellationToken cancellationToken);

    /// <summary>The entitlement of a subject as the ledger names it ("user_42", "key_7"); null when it does not exist.</summary>
    ValueTask<Entitlement?> FindBySubjectAsync(string subject, CancellationToken cancellationToken);

    /// <summary>The plan of anonymous callers (<see cref="Plan.AnonymousName"/>); null when none is defined: they are then refused with 401.</summary>
    ValueTask<Plan?> FindAnonymousPlanAsync(CancellationToken cancellationToken);

    /// <summary>Forgets what this node has cached about whatever changed; a store without a cache has nothing to do.</summary>
    ValueTask ForgetAsync(Change change, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
