using Tollgate.Entitling;

namespace Tollgate.Administering;

/// <summary>Shows one user with subscription, overrides, keys, the limits that result and what restricts them.</summary>
public sealed class ShowUser(IUserStore users, IApiKeyStore keys, IEntitlementStore entitlements, IRestrictionStore restrictions)
{
    /// <summary>Everything about the user.</summary>
    /// <param name="user">Name or subject ("user_42").</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidInputException">There is no such user.</exception>
    public async Task<UserDetails> RunAsync(string user, CancellationToken cancellationToken)
    {
        var errors = new InputErrors();
        var account = await users.FindAsync(user, errors, cancellationToken);
        errors.ThrowIfAny();
        var entitlement = await entitlements.FindBySubjectAsync(account!.User.Subject, cancellationToken)
            ?? throw InputErrors.Of("user", user, $"The user '{user}' was removed just now.");
        return new UserDetails(
            account, entitlement, await keys.ListAsync(account.User.Id, cancellationToken), await restrictions.ReadAsync(account.User.Id, cancellationToken));
    }
}
