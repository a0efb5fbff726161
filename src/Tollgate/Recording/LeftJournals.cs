using Microsoft.Extensions.Logging;
using Tollgate.Hosting;

namespace Tollgate.Recording;

/// <summary>Brings the journals of ended processes into the database and removes them.</summary>
internal sealed class LeftJournals(IUsageJournals journals, UsageShipper shipper, ILogger logger)
{
    /// <summary>Bytes in them that the database did not have at the last call.</summary>
    public long Bytes { get; private set; }

    /// <summary>Ships what was left behind; one that fails half-way is gone on with the next time. Never fails.</summary>
    /// <param name="database">The database's identity; null when it is not known.</param>
    /// <param name="isThere">Whether the database takes anything now; if not, the journals are only counted.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    public async Task ShipAsync(string? database, bool isThere, CancellationToken cancellationToken)
    {
        var bytes = 0L;
        try
        {
            foreach (var journal in await Task.Run(() => journals.TakeOver(database), CancellationToken.None))
            {
                using (journal)
                {
                    isThere = isThere && await ShipAsync(journal, cancellationToken); // away for one is away for all
                    bytes += isThere ? 0 : journal.Bytes;
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

        Bytes = bytes;
    }

    private async Task<bool> ShipAsync(IUsageJournal journal, CancellationToken cancellationToken)
    {
        try
        {
            await shipper.ShipAsync(journal, cancellationToken);
            journal.Delete();
            Log.JournalReplayed(logger, journal.Path);
            return true;
        }
        catch (InvalidDataException exception)
        {
            Log.JournalUnreadable(logger, journal.Path, journal.SetAside(), exception);
            UsageMetrics.AddSetAside("journal");
            return true;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return false; // The node stops; the next one goes on.
        }
#pragma warning disable CA1031 // The database may be away for hours; the journal keeps everything.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            BackgroundFailures.Add("left_journals");
            Log.UsageNotStored(logger, journal.Path, exception);
            return false;
        }
    }
}
