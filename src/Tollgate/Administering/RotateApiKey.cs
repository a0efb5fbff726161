namespace Tollgate.Administering;

/// <summary>Replaces a key by a new one; both work for a while, so that nobody is cut off.</summary>
public sealed class RotateApiKey(IApiKeyStore keys, TimeProvider clock)
{
    /// <summary>The longest time for which both keys may work.</summary>
    public static TimeSpan MaxOverlap { get; } = TimeSpan.FromDays(365);

    /// <summary>Makes the new key, with the name, limits and expiry of the old one.</summary>
    /// <param name="key">The old key: id ("key_7" or "7"), last four characters or the first digits of its hash.</param>
    /// <param name="overlap">How long the old key still works: zero to <see cref="MaxOverlap"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidInputException">There is no such key or several, it does not work any more, or the overlap is not possible.</exception>
    public async Task<CreatedApiKey> RunAsync(string key, TimeSpan overlap, CancellationToken cancellationToken)
    {
        var errors = new InputErrors();
        var now = clock.GetUtcNow();
        if (overlap < TimeSpan.Zero || overlap > MaxOverlap)
        {
            errors.Add("overlap", overlap.ToString(), $"The overlap is {overlap}; use zero up to {MaxOverlap.Days} days.");
        }

        var old = (await keys.FindAsync(key, errors, cancellationToken))?.Key;
        if (old is not null && (old.RevokedAt is not null || old.ExpiresAt <= now))
        {
            errors.Add("key", old.Subject, $"{old.Subject} does not work any more. Make a new key with `tollgate keys create`.");
        }

        errors.ThrowIfAny();
        var created = NewApiKey.Create(old!.UserId, old.Name, old.ExpiresAt, old.Limits, now);
        created.Key.Access = old.Access;
        var oldExpiresAt = old.ExpiresAt is { } expiry && expiry < now + overlap ? expiry : now + overlap;
        return created with { Key = await keys.RotateAsync(old.Id, created.Key, oldExpiresAt, cancellationToken) };
    }
}
