namespace Tollgate.Watching;

/// <summary>Counts refusals in recorded usage.</summary>
public interface IRefusalScan
{
    /// <summary>Refused requests by subject between two instants, the most refused first; refusals that were only noted (shadow) do not count.</summary>
    /// <param name="from">From then on.</param>
    /// <param name="until">Before then.</param>
    /// <param name="atLeast">Only subjects with as many.</param>
    /// <param name="most">Subjects at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<(string Subject, long Refused)>> CountAsync(
        DateTimeOffset from, DateTimeOffset until, long atLeast, int most, CancellationToken cancellationToken);
}
