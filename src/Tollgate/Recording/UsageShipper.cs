using Microsoft.Extensions.Logging;

namespace Tollgate.Recording;

/// <summary>Moves journalled events into the database: a block leaves the journal only after the database has it, so at worst it is sent twice.</summary>
internal sealed class UsageShipper(IUsageStore store, ILogger logger)
{
    private const long BatchBytes = 512 * 1024; // about 5,000 events

    /// <summary>Ships everything that is in the journal now.</summary>
    /// <exception cref="Exception">The database is away; what was not shipped is still in the journal.</exception>
    public async Task ShipAsync(IUsageJournal journal, CancellationToken cancellationToken)
    {
        while (await Task.Run(() => journal.Read(BatchBytes), cancellationToken) is { Count: > 0 } blocks)
        {
            var events = blocks.SelectMany(block => Read(block, journal)).ToList();
            if (events.Count > 0)
            {
                UsageMetrics.Stored.Add(await store.AddAsync(events, cancellationToken));
            }

            await Task.Run(() => journal.Remove(blocks[^1].Position), CancellationToken.None);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private List<UsageEvent> Read(JournalBlock block, IUsageJournal journal)
    {
        try
        {
            return UsageBlock.Read(block);
        }
        catch (InvalidDataException exception)
        {
            Log.BlockUnreadable(logger, block.Position, block.Rows, journal.Path, exception);
            return [];
        }
    }
}
