using Tollgate.Recording;

namespace Tollgate.Sqlite.Tests.Recording;

/// <summary>A store in memory that keeps the contract, and fails when told to: before it stores, or after, when nobody hears that it did.</summary>
internal sealed class FlakyStore : IUsageStore
{
    private readonly Dictionary<(string, long, long), long> _rows = [];

    public bool FailsBefore { get; set; }

    public bool FailsAfter { get; set; }

    public int Rows => _rows.Count;

    public long Requests
    {
        get
        {
            lock (_rows)
            {
                return _rows.Values.Sum();
            }
        }
    }

    public Task<int> AddAsync(IReadOnlyList<UsageEvent> events, CancellationToken cancellationToken)
    {
        if (FailsBefore)
        {
            throw new TimeoutException("The database is away.");
        }

        lock (_rows)
        {
            foreach (var usage in events)
            {
                var identity = (usage.Node, usage.Sequence, usage.At);
                _rows[identity] = Math.Max(usage.Count, _rows.GetValueOrDefault(identity));
            }
        }

        return FailsAfter ? throw new TimeoutException("The reply was lost.") : Task.FromResult(events.Count);
    }

    public Task<DroppedUsage> DropOlderThanAsync(DateOnly day, CancellationToken cancellationToken) => Task.FromResult(new DroppedUsage(0, 0, 0, 0));

    public Task<DroppedUsage> CountOlderThanAsync(DateOnly day, CancellationToken cancellationToken) => Task.FromResult(new DroppedUsage(0, 0, 0, 0));
}
