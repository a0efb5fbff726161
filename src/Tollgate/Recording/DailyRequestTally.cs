using System.Runtime.InteropServices;

namespace Tollgate.Recording;

/// <summary>Requests per user since the last flush, in memory.</summary>
/// <remarks>A convenience count: what a crash loses here is at most a flush interval's requests, and nobody is billed or limited by it.</remarks>
public sealed class DailyRequestTally(TimeProvider clock)
{
    private readonly Lock _lock = new();
    private Dictionary<long, long> _counts = [];
    private DateOnly _day;
    private List<DailyRequests> _finished = [];

    /// <summary>Counts one request of a user.</summary>
    public void Add(long userId)
    {
        var day = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        lock (_lock)
        {
            if (day != _day)
            {
                FinishDay();
                _day = day;
            }

            CollectionsMarshal.GetValueRefOrAddDefault(_counts, userId, out _)++;
        }
    }

    /// <summary>Takes everything counted so far, oldest day first.</summary>
    internal IReadOnlyList<DailyRequests> Take()
    {
        lock (_lock)
        {
            FinishDay();
            var taken = _finished;
            _finished = [];
            return taken;
        }
    }

    /// <summary>Puts back what could not be stored; dropped when a new day has begun, because its first request resets the count anyway.</summary>
    internal void PutBack(DailyRequests requests)
    {
        lock (_lock)
        {
            if (requests.Day != _day)
            {
                return;
            }

            foreach (var (userId, count) in requests.ByUserId)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(_counts, userId, out _) += count;
            }
        }
    }

    private void FinishDay()
    {
        if (_counts.Count > 0)
        {
            _finished.Add(new DailyRequests(_day, _counts));
            _counts = [];
        }
    }
}
