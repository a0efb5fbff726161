namespace Tollgate.Watching;

/// <summary>Sums of requests by subject, from summaries; without an implementation the rule <c>usage_growth</c> finds nothing.</summary>
public interface ISubjectUsage
{
    /// <summary>The busiest subjects between two whole hours.</summary>
    /// <param name="from">From then on.</param>
    /// <param name="until">Before then.</param>
    /// <param name="atLeast">Only subjects with as many requests.</param>
    /// <param name="most">Subjects at most, the busiest first.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyDictionary<string, long>> FindBusiestAsync(
        DateTimeOffset from, DateTimeOffset until, long atLeast, int most, CancellationToken cancellationToken);

    /// <summary>Requests of the named subjects between two whole hours; those without are left out.</summary>
    Task<IReadOnlyDictionary<string, long>> FindAsync(
        IReadOnlyCollection<string> subjects, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken);
}
