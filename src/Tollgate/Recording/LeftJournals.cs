using Microsoft.Extensions.Logging;
using Tollgate.Hosting;

namespace Tollgate.Recording;

/// <summary>Brings the journals of ended processes into the database and removes them.</summary>
internal sealed class LeftJournals(IUsageJournals journals, UsageShipper shipper, ILogger logger)
{
    /// <summary>Ships what was left behind; one that fails half-way is gone on with the next time. Never fails.</summary>
    public async Task ShipAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var journal in await Task.Run(journals.TakeOver, CancellationToken.None))
            {
                using (journal)
                {
                    await ShipAsync(journal, cancellationToken);
                }
            }
        }
#pragma warning disable CA1031 // A folder or file that can't be read must not stop the node.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            BackgroundFailures.Add("left_journals");
            Log.LeftJournalsFailed(logger, exception);
        }
    }

    private async Task ShipAsync(IUsageJournal journal, CancellationToken cancellationToken)
    {
        try
        {
            await shipper.ShipAsync(journal, cancellationToken);
            journal.Delete();
            Log.JournalReplayed(logger, journal.Path);
        }
        catch (InvalidDataException exception)
        {
            Log.JournalUnreadable(logger, journal.Path, journal.SetAside(), exception);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The node stops; the next one goes on.
        }
#pragma warning disable CA1031 // The database may be away for hours; the journal keeps everything.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            BackgroundFailures.Add("left_journals");
            Log.UsageNotStored(logger, journal.Path, exception);
        }
    }
}
