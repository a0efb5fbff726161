namespace Tollgate.Limiting;

/// <summary>
/// The durable count of granted units, one row per (subject, scope): the only place where units come from.
/// </summary>
/// <remarks>
/// Implementations decide from the locked row only, and hold the contract of the conformance suite:
/// never more than the limit in force is granted in one window instance, whatever the interleaving.
/// Any exception means an unknown outcome: the batch may have been committed, and the caller never sends it again.
/// </remarks>
public interface IQuotaLedger
{
    /// <summary>Settles a batch of asks in one round trip, durably: what the reply grants is committed.</summary>
    /// <param name="asks">Distinct (subject, scope) pairs in ordinal order of subject, then scope, so that two nodes never deadlock.</param>
    /// <param name="cancellationToken">Gives up waiting; the outcome is then unknown.</param>
    /// <returns>A grant per ask, in the order asked, and the database's clock.</returns>
    /// <exception cref="LedgerUnavailableException">The database could not be asked, or its answer did not arrive.</exception>
    Task<LedgerReply> GrantAsync(IReadOnlyList<LedgerAsk> asks, CancellationToken cancellationToken);

    /// <summary>Reads all rows of a subject as they are committed; no lock, no charge.</summary>
    /// <exception cref="LedgerUnavailableException">The database could not be asked.</exception>
    Task<LedgerReading> ReadAsync(string subject, CancellationToken cancellationToken);
}
