namespace Tollgate.Administering;

/// <summary>Ends a hold: what payment failures lead to holds again at once.</summary>
public sealed class ReleaseRestriction(IUserStore users, IRestrictionStore restrictions)
{
    /// <summary>Ends it.</summary>
    /// <param name="user">Name or subject ("user_42").</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidInputException">There is no such user, or the user has no hold.</exception>
    public async Task<RestrictionState> RunAsync(string user, CancellationToken cancellationToken)
    {
        var errors = new InputErrors();
        var account = await users.FindAsync(user, errors, cancellationToken);
        errors.ThrowIfAny();
        return await restrictions.ReleaseAsync(account!.User.Id, cancellationToken)
            ? await restrictions.ReadAsync(account.User.Id, cancellationToken)
            : throw InputErrors.Of("user", user, $"'{user}' has no hold to end. `tollgate users show {user}` shows what restricts the user.");
    }
}
