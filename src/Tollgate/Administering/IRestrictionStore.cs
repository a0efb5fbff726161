using Tollgate.Billing;
using Tollgate.Entitling;

namespace Tollgate.Administering;

/// <summary>Keeps what operators decide about restrictions; every write reaches all nodes within a second. All times are by the database's clock.</summary>
public interface IRestrictionStore
{
    /// <summary>What restricts a user, and why.</summary>
    Task<RestrictionState> ReadAsync(long userId, CancellationToken cancellationToken);

    /// <summary>Restricts all subscriptions of a user by hand.</summary>
    /// <param name="userId">Whose.</param>
    /// <param name="level">How far; <see cref="RestrictionLevel.None"/> leaves what payment failures lead to.</param>
    /// <param name="paymentLink">Where the customer can pay; null keeps the one that is stored.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task RestrictAsync(long userId, RestrictionLevel level, string? paymentLink, CancellationToken cancellationToken);

    /// <summary>Grants a hold from now on, in place of one that the user has.</summary>
    Task<RestrictionHold> HoldAsync(RestrictionHold hold, CancellationToken cancellationToken);

    /// <summary>Ends a hold; false when there was none.</summary>
    Task<bool> ReleaseAsync(long userId, CancellationToken cancellationToken);

    /// <summary>An invoice by the provider's id; null when it is not known.</summary>
    Task<Invoice?> FindInvoiceAsync(string reference, CancellationToken cancellationToken);

    /// <summary>Notes that nothing is asked for an invoice any more; one that was forgiven before stays as it was.</summary>
    Task<Invoice> ForgiveAsync(string reference, string by, CancellationToken cancellationToken);
}
