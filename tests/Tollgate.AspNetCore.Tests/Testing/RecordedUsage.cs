using System.Collections.Concurrent;
using Shouldly;
using Tollgate.Recording;

namespace Tollgate.AspNetCore.Tests.Testing;

/// <summary>What the door recorded.</summary>
public sealed class RecordedUsage : IUsageRecorder
{
    private readonly ConcurrentQueue<UsageEvent> _events = [];
    private readonly SemaphoreSlim _arrived = new(0);

    public bool IsEnabled => true;

    public void Record(in UsageEvent usage, long startedAt)
    {
        _events.Enqueue(usage);
        _arrived.Release();
    }

    /// <summary>The next event; the response is with the client a moment before its event is here.</summary>
    public async Task<UsageEvent> NextAsync(CancellationToken cancellationToken)
    {
        (await _arrived.WaitAsync(TimeSpan.FromSeconds(30), cancellationToken)).ShouldBeTrue("nothing was recorded");
        return _events.TryDequeue(out var usage) ? usage : throw new InvalidOperationException("An event vanished.");
    }

    /// <summary>Events that nobody asked for yet.</summary>
    public int Waiting => _events.Count;
}
