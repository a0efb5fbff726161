using Microsoft.EntityFrameworkCore;
using Tollgate.Administering;
using Tollgate.Entitling;
using Tollgate.EntityFrameworkCore.Entitling;
using Tollgate.EntityFrameworkCore.Statements;
using Tollgate.Identifying;

namespace Tollgate.EntityFrameworkCore.Administering;

/// <summary>Keeps API keys.</summary>
internal sealed class ApiKeyStore(IDbContextFactory<TollgateDbContext> contexts, EntitlementWriter writer) : IApiKeyStore
{
    public Task<ApiKey> AddAsync(ApiKey key, CancellationToken cancellationToken) => writer.WriteAsync(
        (context, changes) =>
        {
            var copy = ApiKeyCopy.For(key, key.UserId);
            context.ApiKeys.Add(copy);
            changes.Add(Change.OfKey(key.Hash)); // somebody may have tried it before, and been remembered as unknown
            return Task.FromResult(copy);
        },
        cancellationToken);

    public async Task<OwnedApiKey?> FindAsync(long id, CancellationToken cancellationToken) =>
        (await ReadAsync(context => context.ApiKeys.Where(k => k.Id == id), cancellationToken)).SingleOrDefault();

    public async Task<IReadOnlyList<OwnedApiKey>> SearchAsync(string lastFourOrHash, CancellationToken cancellationToken)
    {
        var found = lastFourOrHash.Length == 4
            ? await ReadAsync(context => context.ApiKeys.Where(k => k.LastFour == lastFourOrHash), cancellationToken)
            : [];
        return lastFourOrHash.All(char.IsAsciiHexDigit) && lastFourOrHash.Length is > 4 and <= 64
            ? [.. found, .. await ByHashAsync(lastFourOrHash, cancellationToken)]
            : found;
    }

    public Task<IReadOnlyList<OwnedApiKey>> ListAsync(long? userId, CancellationToken cancellationToken) =>
        ReadAsync(context => context.ApiKeys.Where(k => userId == null || k.UserId == userId), cancellationToken);

    public Task RevokeAsync(long id, DateTimeOffset revokedAt, CancellationToken cancellationToken) =>
        ChangeAsync(id, key => key.RevokedAt ??= revokedAt, cancellationToken);

    public Task<ApiKey> RotateAsync(long id, ApiKey successor, DateTimeOffset oldExpiresAt, CancellationToken cancellationToken) => writer.WriteAsync(
        async (context, changes) =>
        {
            var old = await context.ApiKeys.SingleAsync(k => k.Id == id, cancellationToken);
            old.ExpiresAt = oldExpiresAt;
            var copy = ApiKeyCopy.For(successor, old.UserId);
            context.ApiKeys.Add(copy);
            changes.Add(Change.OfKey(old.Hash));
            return copy;
        },
        cancellationToken);

    public Task SaveAccessAsync(long id, AccessRule access, CancellationToken cancellationToken) =>
        ChangeAsync(id, key => key.Access = access, cancellationToken);

    public async Task NoteUseAsync(IReadOnlyCollection<long> ids, DateTimeOffset usedAt, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.ApiKeys
            .Where(k => ids.Contains(k.Id) && (k.LastUsedAt == null || k.LastUsedAt < usedAt))
            .ExecuteUpdateAsync(k => k.SetProperty(r => r.LastUsedAt, usedAt), cancellationToken);
    }

    private Task<bool> ChangeAsync(long id, Action<ApiKey> change, CancellationToken cancellationToken) => writer.WriteAsync(
        async (context, changes) =>
        {
            var key = await context.ApiKeys.SingleAsync(k => k.Id == id, cancellationToken);
            change(key);
            return changes.Add(Change.OfKey(key.Hash));
        },
        cancellationToken);

    /// <summary>Hashes that begin with the digits lie between the digits filled up with 0 and with f, so the index finds them.</summary>
    private Task<IReadOnlyList<OwnedApiKey>> ByHashAsync(string digits, CancellationToken cancellationToken)
    {
        object from = Convert.FromHexString(digits.PadRight(64, '0'));
        object to = Convert.FromHexString(digits.PadRight(64, 'f'));
        return ReadAsync(context => context.ApiKeys.FromSqlRaw(ApiKeyStatements.BetweenHashes, from, to), cancellationToken);
    }

    private async Task<IReadOnlyList<OwnedApiKey>> ReadAsync(Func<TollgateDbContext, IQueryable<ApiKey>> keys, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await keys(context).AsNoTracking()
            .Join(context.Users, k => k.UserId, u => u.Id, (k, u) => new { Key = k, u.Name })
            .OrderBy(r => r.Key.Id)
            .ToListAsync(cancellationToken);
        return [.. rows.Select(r => new OwnedApiKey(r.Key, r.Name))];
    }
}
