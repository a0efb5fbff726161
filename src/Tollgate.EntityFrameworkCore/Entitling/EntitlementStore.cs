using System.Globalization;
using Tollgate.Entitling;

namespace Tollgate.EntityFrameworkCore.Entitling;

/// <summary>Resolves callers from the relational model, behind the cache.</summary>
internal sealed class EntitlementStore(FactsReader facts, EntitlementCache cache, TimeProvider clock) : IEntitlementStore
{
    public async ValueTask<Entitlement?> FindByKeyAsync(ReadOnlyMemory<byte> keyHash, CancellationToken cancellationToken)
    {
        var cacheKey = CacheKeys.Key(keyHash.Span);
        if (await cache.FindAsync<KeyFacts>(cacheKey, cancellationToken) is { } known)
        {
            return IsExpired(known) || await FindUserAsync(known.UserId, cancellationToken) is not { } owner ? null : EntitlementResolver.Resolve(owner, known);
        }

        if (await facts.FindByHashAsync(keyHash.ToArray(), cancellationToken) is not { Key: { } key } found)
        {
            return null;
        }

        await cache.SetAsync(cacheKey, key, cancellationToken);
        await cache.SetAsync(CacheKeys.User(found.User.Id), found.User, cancellationToken);
        return IsExpired(key) ? null : EntitlementResolver.Resolve(found.User, key);
    }

    public async ValueTask<Entitlement?> FindByUserAsync(string userName, CancellationToken cancellationToken) =>
        await facts.FindByNameAsync(userName, cancellationToken) is { } found ? EntitlementResolver.Resolve(found.User, null) : null;

    public async ValueTask<Entitlement?> FindBySubjectAsync(string subject, CancellationToken cancellationToken)
    {
        if (IdOf(subject, "user_") is { } userId)
        {
            return await FindUserAsync(userId, cancellationToken) is { } user ? EntitlementResolver.Resolve(user, null) : null;
        }

        return IdOf(subject, "key_") is { } keyId && await facts.FindByKeyAsync(keyId, cancellationToken) is { Key: { } key } found && !IsExpired(key)
            ? EntitlementResolver.Resolve(found.User, key)
            : null;
    }

    public async ValueTask<Plan?> FindAnonymousPlanAsync(CancellationToken cancellationToken)
    {
        if (await cache.FindAsync<AnonymousPlan>(CacheKeys.AnonymousPlan, cancellationToken) is { } known)
        {
            return known.Plan;
        }

        if (await facts.FindAnonymousPlanAsync(cancellationToken) is not { } plan)
        {
            return null;
        }

        await cache.SetAsync(CacheKeys.AnonymousPlan, new AnonymousPlan(plan), cancellationToken);
        return plan;
    }

    public ValueTask ForgetAsync(Change change, CancellationToken cancellationToken) => cache.ForgetAsync(change, cancellationToken);

    private async ValueTask<UserFacts?> FindUserAsync(long id, CancellationToken cancellationToken)
    {
        if (await cache.FindAsync<UserFacts>(CacheKeys.User(id), cancellationToken) is { } known && !(known.ValidUntil <= clock.GetUtcNow()))
        {
            return known;
        }

        if (await facts.FindByUserAsync(id, cancellationToken) is not { } found)
        {
            return null;
        }

        await cache.SetAsync(CacheKeys.User(found.User.Id), found.User, cancellationToken);
        return found.User;
    }

    private bool IsExpired(KeyFacts key) => key.ExpiresAt <= clock.GetUtcNow();

    private static long? IdOf(string subject, string prefix) =>
        subject.StartsWith(prefix, StringComparison.Ordinal)
        && long.TryParse(subject.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? id
            : null;
}
