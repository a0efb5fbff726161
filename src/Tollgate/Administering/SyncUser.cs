using Tollgate.Billing;

namespace Tollgate.Administering;

/// <summary>Compares a user's subscriptions, or everybody's, with the payment provider and repairs what is stored otherwise.</summary>
public sealed class SyncUser(IUserStore users, SyncSubscriptions sync)
{
    /// <summary>Compares and repairs.</summary>
    /// <param name="user">Name or subject ("user_42"); null for everybody.</param>
    /// <param name="isDryRun">Whether only to compare.</param>
    /// <param name="cancellationToken">Stops; what is repaired stays.</param>
    /// <exception cref="InvalidInputException">There is no such user.</exception>
    /// <exception cref="PaymentProviderException">The provider does not answer.</exception>
    public async Task<SyncReport> RunAsync(string? user, bool isDryRun, CancellationToken cancellationToken)
    {
        var errors = new InputErrors();
        var account = user is null ? null : await users.FindAsync(user, errors, cancellationToken);
        errors.ThrowIfAny();
        return await sync.RunAsync(account?.User.Id, isDryRun, cancellationToken);
    }
}
