namespace Tollgate.Recording;

/// <summary>Reads recorded usage again, in the order of time.</summary>
public interface IUsageHistory
{
    /// <summary>
    /// Streams what was recorded, by time and then by node and sequence; a few thousand rows are in memory at a time, and no transaction stays
    /// open between them.
    /// </summary>
    /// <param name="from">The first instant.</param>
    /// <param name="until">The first instant that is left out.</param>
    /// <param name="subject">One subject only, e.g. "user_42"; null for all.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    IAsyncEnumerable<RecordedRequest> ReadAsync(DateTimeOffset from, DateTimeOffset until, string? subject, CancellationToken cancellationToken);
}
