namespace Tollgate.Watching;

/// <summary>Reads what customers have used of days and months, in bounded steps and without locks that the ledger waits for.</summary>
public interface IQuotaScan
{
    /// <summary>Looks through the next rows of customers ("user_…"), a few thousand at most.</summary>
    /// <param name="after">Where the last page ended; null from the start.</param>
    /// <param name="chargedSince">Only rows that were charged since; the earliest instant for all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<QuotaPage> ReadAsync((string Subject, string Scope)? after, DateTimeOffset chargedSince, CancellationToken cancellationToken);

    /// <summary>The rows of the named subjects, a thousand at most.</summary>
    Task<IReadOnlyList<QuotaRow>> FindAsync(IReadOnlyCollection<string> subjects, CancellationToken cancellationToken);
}
