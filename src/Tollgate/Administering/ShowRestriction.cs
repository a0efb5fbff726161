namespace Tollgate.Administering;

/// <summary>Shows what restricts one user, why, and what comes next.</summary>
public sealed class ShowRestriction(IUserStore users, IRestrictionStore restrictions)
{
    /// <summary>Everything about the restriction.</summary>
    /// <param name="user">Name or subject ("user_42").</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidInputException">There is no such user.</exception>
    public async Task<RestrictionState> RunAsync(string user, CancellationToken cancellationToken)
    {
        var errors = new InputErrors();
        var account = await users.FindAsync(user, errors, cancellationToken);
        errors.ThrowIfAny();
        return await restrictions.ReadAsync(account!.User.Id, cancellationToken);
    }
}
