using System.Collections.Concurrent;
using Tollgate.Recording;

namespace Tollgate.AspNetCore.Tests.Testing;

/// <summary>The daily counts that reached the database.</summary>
public sealed class DailyCounts : IDailyRequestCounter
{
    public ConcurrentDictionary<(long UserId, DateOnly Day), long> Stored { get; } = [];

    public bool IsDown { get; set; }

    public Task AddAsync(IReadOnlyDictionary<long, long> requestsByUserId, DateOnly day, CancellationToken cancellationToken)
    {
        if (IsDown)
        {
            return Task.FromException(new InvalidOperationException("The database is away."));
        }

        foreach (var (userId, count) in requestsByUserId)
        {
            Stored.AddOrUpdate((userId, day), count, (_, stored) => stored + count);
        }

        return Task.CompletedTask;
    }
}
