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
    ICountryLookup? countries = null,
    IDatabaseIdentity? identity = null) : BackgroundService
{
    private static readonly TimeSpan JournalInterval = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan JournalPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TakeOverInterval = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PrepareInterval = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LastChance = TimeSpan.FromSeconds(3); // for the database to answer, where nobody may wait longer

    private readonly UsageJournalist _journalist = new(recorder.Buffer, options.Value.MaxJournalBytes, tally, logger, countries);
    private readonly JournalBacklog _backlog = backlog ?? new JournalBacklog();
    private UsageShipper? _shipper;
    private LeftJournals? _left;
    private readonly JournalledDatabase _database = new(identity);
    private volatile IUsageJournal? _journal;
    private volatile InvalidDataException? _damage;
    private long? _preparedAt;
    private long? _tookOverAt;
    private Task _journalled = Task.CompletedTask;

    /// <inheritdoc />
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (recorder.IsEnabled)
        {
            RequireCountries();
            UsageMetrics.StartAtZero();
            BackgroundFailures.StartAtZero("journal", "usage_flush", "usage_preparation", "left_journals");
            await IsThereAsync(cancellationToken); // to know whose journal it is; without the database it is for whatever is at the configured address
            _shipper = new UsageShipper(store!, book.Clock, time, logger);
            _left = new LeftJournals(journals!, _shipper, logger);
            _journal = journals!.Create(node.Name, _database.Known);
        }

        await base.StartAsync(cancellationToken);
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

        if (_journal is { } fresh)
        {
            journal = fresh; // the other one was damaged, and what it did not take waits
            await Task.Run(() => Drain(fresh), CancellationToken.None);
        }

        await Task.Run(() => Close(journal), CancellationToken.None);
    }

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_journal is null)
        {
            return Task.CompletedTask;
        }

        _journalled = Task.Factory.StartNew(() => Journal(stoppingToken), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return Task.WhenAll(_journalled, FlushAsync(stoppingToken));
    }

    /// <summary>On a thread of its own: in a pool that is busy with requests it would come late, and what waits in memory dies with the process.</summary>
    private void Journal(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                recorder.Wait(state.IsJournalling ? JournalInterval : JournalPause, stoppingToken);
            }
            catch (OperationCanceledException)
            {
                return; // StopAsync drains what is left
            }

            if (_journal is { } journal)
            {
                Drain(journal);
            }
        }
    }

    private async Task FlushAsync(CancellationToken stoppingToken)
    {
        var pause = options.Value.FlushInterval;
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (IsDue(ref _tookOverAt, TakeOverInterval))
            {
                await _left!.ShipAsync(_database.Known, await IsThereAsync(stoppingToken), stoppingToken);
                _journalist.LeftBytes = _left.Bytes;
            }

            pause = _journal is not { } journal || await ShipAsync(journal, stoppingToken) ? options.Value.FlushInterval : LongestPause;
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
            _damage = exception as InvalidDataException;
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

    /// <summary>Whether the database answers, and is the one that this process's journal is for.</summary>
    private async Task<bool> IsThereAsync(CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(LastChance, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            await _database.RequireAsync(either.Token);
            return true;
        }
#pragma warning disable CA1031 // Whoever ships next reports it.
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }

    /// <summary>Goes on with a new journal and puts the damaged one aside: what was read of it is in the database, and the rest is on disk for a person.</summary>
    private void Replace(IUsageJournal journal, InvalidDataException damage)
    {
        _journal = journals!.Create(node.Name, _database.Known); // before anything else: when it fails, the next flush tries again
        _damage = null;
        using (journal)
        {
            Log.JournalUnreadable(logger, journal.Path, journal.SetAside(), damage);
        }

        UsageMetrics.AddSetAside("journal");
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
            await _database.RequireAsync(cancellationToken);
            if (IsDue(ref _preparedAt, PrepareInterval))
            {
                await PrepareAsync(cancellationToken);
            }

            var startedAt = time.GetTimestamp();
            await ShipOrReplaceAsync(journal, cancellationToken);
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
            _database.Doubt();
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

    private async Task ShipOrReplaceAsync(IUsageJournal journal, CancellationToken cancellationToken)
    {
        try
        {
            await _shipper!.ShipAsync(journal, cancellationToken);
            if (_damage is { } damage)
            {
                throw damage; // nothing more can be written into it
            }
        }
        catch (InvalidDataException damage)
        {
            BackgroundFailures.Add("journal");
            await Task.Run(() => Replace(journal, damage), CancellationToken.None);
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
