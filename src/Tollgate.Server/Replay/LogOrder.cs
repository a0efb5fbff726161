using System.Runtime.CompilerServices;

namespace Tollgate.Server.Replay;

/// <summary>
/// Puts the entries of a log into the order of time. Servers write a line when a request ends, so logs are slightly out of order.
/// </summary>
/// <remarks>
/// Entries wait until the log has moved on by <see cref="Horizon"/>; requests of one second keep the file's order. An entry that is
/// later than that is replayed at once, at the time that the replay has reached: a request is never lost, and the clock never goes back.
/// </remarks>
internal static class LogOrder
{
    /// <summary>How far an entry may stand behind a newer one and still be put in order.</summary>
    public static readonly TimeSpan Horizon = TimeSpan.FromMinutes(10);

    /// <summary>Entries that wait at most, so that the memory stays bounded.</summary>
    private const int MostWaiting = 200_000;

    /// <summary>The entries in the order of time.</summary>
    public static async IAsyncEnumerable<LogEntry> SortAsync(
        IAsyncEnumerable<LogEntry> entries, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var waiting = new PriorityQueue<LogEntry, (long At, long Line)>();
        var newest = long.MinValue;
        await foreach (var entry in entries.WithCancellation(cancellationToken))
        {
            newest = Math.Max(newest, entry.At);
            waiting.Enqueue(entry, (entry.At, entry.Line));
            while (waiting.Count > MostWaiting || newest - waiting.Peek().At > (long)Horizon.TotalMilliseconds)
            {
                yield return waiting.Dequeue();
            }
        }

        while (waiting.TryDequeue(out var entry, out _))
        {
            yield return entry;
        }
    }
}
