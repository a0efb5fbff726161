using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tollgate.Hosting;
using Tollgate.Limiting;

namespace Tollgate.Recording;

/// <summary>
/// Runs the two legs of recording with the host: buffer to journal at least every 25 ms, journal to database every flush interval. At the
/// start, and every half a minute, it also takes over journals that ended processes left in the folder.
/// </summary>
internal sealed class UsageWorker(
    UsageRecorder recorder,
    IOptions<RecordingOptions> options,
    RecordingState state,
    LeaseBook book,
    NodeIdentity node,
    TimeProvider time,
    ILogger<UsageWorker> logger,
    DailyRequestTally? tally = null,
    IUsageJournals? journals = null,
    IUsageStore? store = null,
    JournalBacklog? backlog = null,
    ICountryLookup? countries = null) : BackgroundService
{
    private static readonly TimeSpan JournalInterval = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan JournalPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TakeOverInterval = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PrepareInterval = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LastChance = TimeSpan.FromSeconds(3);

    private readonly UsageJournalist _journalist = new(recorder.Buffer, options.Value.MaxJournalBytes, tally, logger, countries);
    private readonly JournalBacklog _backlog = backlog ?? new JournalBacklog();
    private UsageShipper? _shipper;
    private LeftJournals? _left;
    private IUsageJournal? _journal;
    private long? _preparedAt;
    private long? _tookOverAt;
    private Task _journalled = Task.CompletedTask;

    /// <inheritdoc />
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        if (recorder.IsEnabled)
        {
            RequireCountries();
            UsageMetrics.StartAtZero();
            BackgroundFailures.StartAtZero("journal", "usage_flush", "usage_preparation", "left_journals");
            _shipper = new UsageShipper(store!, book.Clock, time, logger);
            _left = new LeftJournals(journals!, _shipper, logger);
            _journal = journals!.Create(node.Name);
        }

        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc />
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (_journal is not { } journal)
        {
            return;
        }

        _journal = null;
        await _journalled; // waits for the local disk only; two drains at once would lose what the other holds
        await Task.Run(() => Drain(journal), CancellationToken.None);
        using var deadline = new CancellationTokenSource(LastChance, time);
        var shipped = ShipAsync(journal, deadline.Token);
        if (await Task.WhenAny(shipped, Task.Delay(LastChance, time, CancellationToken.None)) != shipped)
        {
            return; // the driver hangs; the next start takes the journal over
        }

        await Task.Run(() => Close(journal), CancellationToken.None);
    }

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_journal is not { } journal)
        {
            return Task.CompletedTask;
        }

        _journalled = Task.Run(() => JournalAsync(journal, stoppingToken), CancellationToken.None);
        return Task.WhenAll(_journalled, FlushAsync(journal, stoppingToken));
    }

    private async Task JournalAsync(IUsageJournal journal, CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await recorder.WaitAsync(state.IsJournalling ? JournalInterval : JournalPause, stoppingToken);
            }
            catch (OperationCanceledException)
            {
                return; // StopAsync drains what is left
            }

            Drain(journal);
        }
    }

    private async Task FlushAsync(IUsageJournal journal, CancellationToken stoppingToken)
    {
        var pause = options.Value.FlushInterval;
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (IsDue(ref _tookOverAt, TakeOverInterval))
            {
                await _left!.ShipAsync(stoppingToken);
            }

            pause = await ShipAsync(journal, stoppingToken) ? options.Value.FlushInterval : LongestPause;
        }
    }

    private void Drain(IUsageJournal journal)
    {
        try
        {
            _journalist.Drain(journal);
            _backlog.Bytes = journal.Bytes;
            state.IsJournalling = true;
        }
#pragma warning disable CA1031 // A full or broken disk must not stop the node; what could not be written is tried again.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            BackgroundFailures.Add("journal");
            if (state.IsJournalling)
            {
                Log.JournalNotWritten(logger, journal.Path, exception);
            }

            state.IsJournalling = false;
        }

        state.Measure(journal.Bytes);
    }

    private void RequireCountries()
    {
        if (options.Value.CountryDatabase is { } path && countries is null)
        {
            throw new OptionsValidationException(
                nameof(RecordingOptions),
                typeof(RecordingOptions),
                [$"Tollgate:Recording:CountryDatabase is '{path}', but nothing in this application reads it: register an {nameof(ICountryLookup)} that does, or leave the setting out."]);
        }
    }

    /// <summary>Makes the coming days' partitions; a failure is no reason not to store, which makes the days that it needs itself.</summary>
    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        try
        {
            await store!.PrepareAsync(time.GetUtcNow(), cancellationToken);
        }
#pragma warning disable CA1031 // somebody may hold a lock on an old partition for hours
        catch (Exception exception) when (exception is not OperationCanceledException)
#pragma warning restore CA1031
        {
            BackgroundFailures.Add("usage_preparation");
            Log.NotPrepared(logger, exception);
        }
    }

    private async Task<bool> ShipAsync(IUsageJournal journal, CancellationToken cancellationToken)
    {
        try
        {
            if (IsDue(ref _preparedAt, PrepareInterval))
            {
                await PrepareAsync(cancellationToken);
            }

            var startedAt = time.GetTimestamp();
            await _shipper!.ShipAsync(journal, cancellationToken);
            _backlog.Emptied();
            state.Store(startedAt);
            return true;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return true;
        }
#pragma warning disable CA1031 // The database may be away for hours; the journal keeps everything.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _preparedAt = null;
            _backlog.Failed(time.GetTimestamp());
            BackgroundFailures.Add("usage_flush");
            if (state.IsStoring)
            {
                Log.UsageNotStored(logger, journal.Path, exception);
            }

            state.Fail();
            return false;
        }
    }

    private bool IsDue(ref long? last, TimeSpan interval)
    {
        if (last is { } then && time.GetElapsedTime(then) < interval)
        {
            return false;
        }

        last = time.GetTimestamp();
        return true;
    }

    private void Close(IUsageJournal journal)
    {
        try
        {
            if (journal.Bytes == 0)
            {
                journal.Delete();
            }
        }
#pragma warning disable CA1031 // An empty file that stays is removed by the next start.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.JournalNotWritten(logger, journal.Path, exception);
        }
        finally
        {
            journal.Dispose();
        }
    }
}
