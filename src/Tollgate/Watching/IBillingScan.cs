namespace Tollgate.Watching;

/// <summary>Reads what the rules about payments need.</summary>
public interface IBillingScan
{
    /// <summary>Attempts to collect that failed between two instants, of all customers.</summary>
    Task<long> CountFailuresAsync(DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken);

    /// <summary>Invoices with an amount that were paid between two instants; a scan of all invoices, so ask seldom.</summary>
    Task<long> CountPaidAsync(DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken);

    /// <summary>Customers with at least as many invoices that failed since an instant, the most first.</summary>
    Task<IReadOnlyList<(long UserId, int Invoices)>> FindRepeatedAsync(DateTimeOffset since, int atLeast, int most, CancellationToken cancellationToken);

    /// <summary>What waits in the inbox of events, and what was given up.</summary>
    Task<InboxState> MeasureInboxAsync(CancellationToken cancellationToken);

    /// <summary>Users with a subscription whose status this version does not know, by user.</summary>
    Task<IReadOnlyList<(long UserId, string? Status)>> FindUnknownAsync(int most, CancellationToken cancellationToken);
}
