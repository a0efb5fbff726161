namespace Tollgate.Maintaining;

/// <summary>Rows of one kind that are removed when they are old.</summary>
public interface IStaleRows
{
    /// <summary>What kind, and how long they stay.</summary>
    StaleKind Kind { get; }

    /// <summary>Counts the rows that would be removed; locks nothing.</summary>
    /// <param name="before">Rows that were of use until before this are stale.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<long> CountAsync(DateTimeOffset before, CancellationToken cancellationToken);

    /// <summary>Removes the rows in steps that are committed one by one and so short that no request waits.</summary>
    /// <param name="before">Rows that were of use until before this are stale.</param>
    /// <param name="cancellationToken">Stops between two steps.</param>
    /// <returns>Rows that each step removed.</returns>
    IAsyncEnumerable<int> RemoveAsync(DateTimeOffset before, CancellationToken cancellationToken);
}
