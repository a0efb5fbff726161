using Microsoft.Extensions.Logging;

namespace Tollgate.Recording;

/// <summary>Moves events from the buffer into the journal, folds refusals on the way, and decides what is shed when the journal is full.</summary>
/// <param name="buffer">Where events wait.</param>
/// <param name="maxBytes">Bytes that the journal may hold, together with those that were left behind.</param>
/// <param name="tally">The daily count per user, which is kept in the same pass; null for none.</param>
/// <param name="logger">For what is lost.</param>
/// <param name="countries">Tells countries; null for none.</param>
internal sealed class UsageJournalist(UsageBuffer buffer, long maxBytes, DailyRequestTally? tally, ILogger logger, ICountryLookup? countries = null)
{
    /// <summary>Bytes that wait in memory at most while the journal can't be written.</summary>
    private const long MaxWaitingBytes = 16 * 1024 * 1024;

    private readonly RefusalFolding _folding = new();
    private readonly OutcomeCount _count = new();
    private readonly List<JournalBlock> _waiting = [];
    private bool _isFull;
    private long _leftBytes;

    /// <summary>Bytes that ended processes left in journals of theirs: they count, or a process that is restarted over and over would fill the disk.</summary>
    public long LeftBytes
    {
        get => Volatile.Read(ref _leftBytes);
        set => Volatile.Write(ref _leftBytes, value);
    }

    /// <summary>Journals everything that waits; what it returns from is on disk. One call at a time.</summary>
    public void Drain(IUsageJournal journal)
    {
        var drained = buffer.Take(out var shedRefused, out var shedServed);
        Count(shedRefused, shedServed);
        _count.Add(drained);
        Locate(drained);
        var (served, refused) = _folding.Fold(drained);
        AddTo(_waiting, served, isRefused: false);
        AddTo(_waiting, refused, isRefused: true);
        if (tally is not null)
        {
            foreach (var usage in served)
            {
                if (usage.UserId is { } userId)
                {
                    tally.Add(userId);
                }
            }
        }

        if (_waiting.Count > 0)
        {
            ShedWaiting();
            MakeRoom(journal);
            journal.Append([.. _waiting]); // when it throws, the blocks wait for the next time
            _waiting.Clear();
        }
    }

    /// <summary>Here, because it is off the request's path, and still before anything is written: whole addresses stay in memory.</summary>
    private void Locate(Span<UsageEvent> drained)
    {
        foreach (ref var usage in drained)
        {
            if (usage.Origin is { } address)
            {
                usage = usage with { Country = countries?.Find(address), Origin = null };
            }
        }
    }

    private static void AddTo(List<JournalBlock> blocks, List<UsageEvent> events, bool isRefused)
    {
        if (events.Count > 0)
        {
            blocks.Add(UsageBlock.Write(events, isRefused));
        }
    }

    private void MakeRoom(IUsageJournal journal)
    {
        if (HasRoom(journal))
        {
            _isFull = false;
            return;
        }

        var refused = journal.RemoveRefused() + _waiting.Where(b => b.IsRefused).Sum(b => b.Rows);
        _waiting.RemoveAll(b => b.IsRefused);
        var served = 0L;
        if (!HasRoom(journal))
        {
            served = _waiting.Sum(b => b.Rows);
            _waiting.Clear();
        }

        if (!_isFull || served > 0)
        {
            Log.JournalFull(logger, journal.Path, maxBytes, refused, served);
        }

        _isFull = true;
        UsageMetrics.Shed.Add(refused, Kind("refused"));
        UsageMetrics.Shed.Add(served, Kind("served"));
    }

    /// <summary>A disk that takes nothing must not fill the memory instead: refused requests go first, then the oldest.</summary>
    private void ShedWaiting()
    {
        if (WaitingBytes <= MaxWaitingBytes)
        {
            return;
        }

        UsageMetrics.Shed.Add(_waiting.Where(b => b.IsRefused).Sum(b => b.Rows), Kind("refused"));
        _waiting.RemoveAll(b => b.IsRefused);
        while (WaitingBytes > MaxWaitingBytes)
        {
            UsageMetrics.Shed.Add(_waiting[0].Rows, Kind("served"));
            _waiting.RemoveAt(0);
        }
    }

    private long WaitingBytes => _waiting.Sum(b => (long)b.Body.Length);

    private bool HasRoom(IUsageJournal journal) => journal.Bytes + LeftBytes + WaitingBytes <= maxBytes;

    private void Count(long shedRefused, long shedServed)
    {
        if (shedRefused + shedServed > 0)
        {
            Log.BufferFull(logger, shedRefused, shedServed);
            UsageMetrics.Shed.Add(shedRefused, Kind("refused"));
            UsageMetrics.Shed.Add(shedServed, Kind("served"));
        }
    }

    private static KeyValuePair<string, object?> Kind(string kind) => new("kind", kind);
}
