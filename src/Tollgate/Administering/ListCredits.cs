using Tollgate.Billing.Crediting;

namespace Tollgate.Administering;

/// <summary>Shows a user's prepaid credits: what was granted, spent, expired and is left, grant by grant.</summary>
public sealed class ListCredits(IUserStore users, ICreditStore credits)
{
    /// <summary>The balance as it is committed; units on lease to a node count as spent.</summary>
    /// <param name="user">Name or subject ("user_42").</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidInputException">There is no such user.</exception>
    public async Task<CreditBalance> RunAsync(string user, CancellationToken cancellationToken)
    {
        var errors = new InputErrors();
        var account = await users.FindAsync(user, errors, cancellationToken);
        errors.ThrowIfAny();
        return await credits.ReadAsync(account!.User.Id, cancellationToken);
    }
}
