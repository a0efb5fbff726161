using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Tollgate.Limiting;

namespace Tollgate.Recording;

/// <summary>Moves journalled events into the database: a block leaves the journal only after the database has it, so at worst it is sent twice.</summary>
/// <param name="store">The database.</param>
/// <param name="clock">The database's clock, which the events' times are of; null leaves the lag unmeasured.</param>
/// <param name="time">The node's clock.</param>
/// <param name="logger">For what is lost.</param>
internal sealed class UsageShipper(IUsageStore store, DatabaseClock? clock, TimeProvider time, ILogger logger)
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
                await StoreAsync(events, cancellationToken);
            }

            await Task.Run(() => journal.Remove(blocks[^1].Position), CancellationToken.None);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private async Task StoreAsync(List<UsageEvent> events, CancellationToken cancellationToken)
    {
        using var span = Tracing.Source.StartActivity("tollgate.usage.flush", ActivityKind.Client);
        span?.SetTag("tollgate.rows", events.Count);
        var startedAt = time.GetTimestamp();
        try
        {
            UsageMetrics.Stored.Add(await store.AddAsync(events, cancellationToken));
            MeasureLag(events);
        }
        catch (Exception exception)
        {
            Tracing.Fail(span, exception);
            throw;
        }
        finally
        {
            UsageMetrics.FlushDuration.Record(time.GetElapsedTime(startedAt).TotalSeconds);
        }
    }

    private void MeasureLag(List<UsageEvent> events)
    {
        if (clock is not null && UsageMetrics.FlushLag.Enabled)
        {
            var milliseconds = clock.At(time.GetTimestamp()) - events.Min(e => e.At);
            UsageMetrics.FlushLag.Record(Math.Max(0, milliseconds) / 1000d);
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
            Log.BlockUnreadable(logger, block.Position, block.Rows, journal.Path, journal.SetAside(block), exception); // on disk before the block is removed
            UsageMetrics.AddSetAside("block");
            return [];
        }
    }
}
