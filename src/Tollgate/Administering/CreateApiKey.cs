using Tollgate.Entitling;
using Tollgate.Limiting;

namespace Tollgate.Administering;

/// <summary>Makes an API key for a user.</summary>
public sealed class CreateApiKey(IUserStore users, IApiKeyStore keys, TimeProvider clock)
{
    /// <summary>Makes the key; its text is in the answer and nowhere else.</summary>
    /// <param name="user">Name or subject ("user_42").</param>
    /// <param name="name">What the owner calls it, up to 200 characters; null for no name.</param>
    /// <param name="expiresAt">When it stops to work; null for never.</param>
    /// <param name="limits">Limits of this key alone, on top of the plan's; empty for none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidInputException">There is no such user, the user is limited or suspended, the expiry has passed, or a limit is not valid.</exception>
    public async Task<CreatedApiKey> RunAsync(
        string user, string? name, DateTimeOffset? expiresAt, IReadOnlyList<WindowLimit> limits, CancellationToken cancellationToken)
    {
        var errors = new InputErrors();
        var now = clock.GetUtcNow();
        var account = await users.FindAsync(user, errors, cancellationToken);
        if (account is { Restriction: >= RestrictionLevel.Limited })
        {
            errors.Add("user", user, $"'{user}' is {account.Restriction.ToString().ToLowerInvariant()}, which allows no new keys. `tollgate users show {user}` shows why; a key that is there can be rotated.");
        }

        if (name is { Length: > 200 })
        {
            errors.Add("name", name, $"The key's name has {name.Length} characters; use up to 200.");
        }

        if (expiresAt <= now)
        {
            errors.Add("expiresAt", $"{expiresAt:u}", $"The key would have expired at {expiresAt:u}; give a time after {now:u}, or none.");
        }

        PlanRules.CheckLimits("limits", limits, errors);
        errors.ThrowIfAny();
        var created = NewApiKey.Create(account!.User.Id, name ?? "", expiresAt, limits, now);
        return created with { Key = await keys.AddAsync(created.Key, cancellationToken) };
    }
}
