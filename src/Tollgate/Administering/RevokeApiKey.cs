namespace Tollgate.Administering;

/// <summary>Revokes a key: it stops to work on every node within a second.</summary>
public sealed class RevokeApiKey(IApiKeyStore keys, TimeProvider clock)
{
    /// <summary>Revokes the key; a key that was revoked before stays so.</summary>
    /// <param name="key">Id ("key_7" or "7"), last four characters or the first digits of its hash.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The key as it is now.</returns>
    /// <exception cref="InvalidInputException">There is no such key, or there are several.</exception>
    public async Task<OwnedApiKey> RunAsync(string key, CancellationToken cancellationToken)
    {
        var errors = new InputErrors();
        var found = await keys.FindAsync(key, errors, cancellationToken);
        errors.ThrowIfAny();
        await keys.RevokeAsync(found!.Key.Id, clock.GetUtcNow(), cancellationToken);
        return await keys.FindAsync(found.Key.Id, cancellationToken) ?? found;
    }
}
