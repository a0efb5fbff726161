namespace Tollgate.Recording;

/// <summary>Knows which recorded usage is not in the summaries yet, so that it is not removed.</summary>
public interface IUnsummedUsage
{
    /// <summary>The start of the oldest hour with usage that is not summed up yet; null when everything is.</summary>
    Task<DateTimeOffset?> OldestAsync(CancellationToken cancellationToken);
}
