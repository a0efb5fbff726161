namespace Tollgate.Recording;

/// <summary>Room for events between the requests and the journal: two arrays that change places, so that adding is a short copy.</summary>
/// <param name="capacity">Events that wait at most; refused ones find no room in the last quarter.</param>
internal sealed class UsageBuffer(int capacity)
{
    private readonly Lock _lock = new();
    private readonly int _refusedCapacity = capacity - (capacity / 4);
    private readonly int _wakeAt = capacity / 2;
    private UsageEvent[] _filling = new UsageEvent[capacity];
    private UsageEvent[] _taken = new UsageEvent[capacity];
    private int _count;
    private int _takenCount;
    private long _shedRefused;
    private long _shedAdmitted;

    /// <summary>Adds an event, or sheds it when there is no room.</summary>
    /// <returns>Whether the buffer has just become half full: somebody should come and empty it.</returns>
    public bool Add(in UsageEvent usage)
    {
        var isRefused = usage.IsRefused;
        lock (_lock)
        {
            var count = _count;
            if (count >= (isRefused ? _refusedCapacity : _filling.Length))
            {
                (isRefused ? ref _shedRefused : ref _shedAdmitted)++;
                return false;
            }

            _filling[count] = usage;
            _count = count + 1;
            return count + 1 == _wakeAt;
        }
    }

    /// <summary>Takes all events; the caller may change them; they stay valid until the next call, which only one thread at a time may make.</summary>
    /// <param name="shedRefused">Refused requests shed since the last call.</param>
    /// <param name="shedAdmitted">Other requests shed since the last call.</param>
    public Span<UsageEvent> Take(out long shedRefused, out long shedAdmitted)
    {
        Array.Clear(_taken, 0, _takenCount); // the strings may go
        lock (_lock)
        {
            (_filling, _taken) = (_taken, _filling);
            (_takenCount, _count) = (_count, 0);
            (shedRefused, _shedRefused) = (_shedRefused, 0);
            (shedAdmitted, _shedAdmitted) = (_shedAdmitted, 0);
        }

        return _taken.AsSpan(0, _takenCount);
    }
}
