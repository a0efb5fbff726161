namespace Tollgate.Recording;

/// <summary>Keeps recorded usage in <c>api_usage</c>.</summary>
public interface IUsageStore
{
    /// <summary>
    /// Stores events, all or none, durably; one that is there already (same time, node and sequence) changes nothing, unless it stands for
    /// more requests than before: a fold that went on replaces its earlier state.
    /// </summary>
    /// <param name="events">At most some thousands, in any order.</param>
    /// <param name="cancellationToken">Gives up; repeating the call is safe.</param>
    /// <returns>Rows that were new or changed.</returns>
    Task<int> AddAsync(IReadOnlyList<UsageEvent> events, CancellationToken cancellationToken);

    /// <summary>Makes room for the coming days, where the database wants that done ahead; harmless to repeat.</summary>
    /// <param name="now">Today, in UTC.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task PrepareAsync(DateTimeOffset now, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Removes the usage of whole UTC days without getting in the way of what is being recorded.</summary>
    /// <param name="day">The first day that stays.</param>
    /// <param name="cancellationToken">Gives up between two steps.</param>
    Task<DroppedUsage> DropOlderThanAsync(DateOnly day, CancellationToken cancellationToken);

    /// <summary>Counts what <see cref="DropOlderThanAsync"/> would remove; changes and locks nothing.</summary>
    /// <param name="day">The first day that stays.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<DroppedUsage> CountOlderThanAsync(DateOnly day, CancellationToken cancellationToken);
}
