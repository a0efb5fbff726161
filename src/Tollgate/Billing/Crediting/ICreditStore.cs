namespace Tollgate.Billing.Crediting;

/// <summary>Prepaid credits: grants, beside the ledger's count of what was used.</summary>
/// <remarks>Every write holds the customer's ledger row, so that no unit is spent while it is worked out which ones are left.</remarks>
public interface ICreditStore
{
    /// <summary>Grants units, once for each reference, and lets all nodes know.</summary>
    Task<GrantedCredits> GrantAsync(NewCredits credits, CancellationToken cancellationToken);

    /// <summary>What a customer has, as it is committed.</summary>
    Task<CreditBalance> ReadAsync(long userId, CancellationToken cancellationToken);

    /// <summary>Takes a customer's expired units out of the ledger; says how many. Doing it again does no harm.</summary>
    Task<long> ExpireAsync(long userId, CancellationToken cancellationToken);

    /// <summary>Customers with grants that have expired and were not looked at since, or expired within the time given.</summary>
    /// <param name="recently">Units that were on their way may still come back to those grants.</param>
    /// <param name="after">Customers with higher ids only, in their order: where the last page ended.</param>
    /// <param name="most">Customers at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<long>> FindExpiredAsync(TimeSpan recently, long after, int most, CancellationToken cancellationToken);

    /// <summary>How long until the next grant expires, by the database's clock; null when none will.</summary>
    Task<TimeSpan?> NextExpiryAsync(CancellationToken cancellationToken);
}
