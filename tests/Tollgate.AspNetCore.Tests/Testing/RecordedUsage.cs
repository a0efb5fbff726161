using System.Threading.Channels;
using Tollgate.Recording;

namespace Tollgate.AspNetCore.Tests.Testing;

/// <summary>What the door recorded.</summary>
public sealed class RecordedUsage : IUsageRecorder
{
    private readonly Channel<UsageEvent> _events = Channel.CreateUnbounded<UsageEvent>();

    public bool IsEnabled => true;

    /// <summary>Events that nobody asked for yet.</summary>
    public int Waiting => _events.Reader.Count;

    public void Record(in UsageEvent usage, long startedAt) => _events.Writer.TryWrite(usage);

    /// <summary>The next event; the response is with the client a moment before its event is here.</summary>
    public Task<UsageEvent> NextAsync(CancellationToken cancellationToken) =>
        _events.Reader.ReadAsync(cancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30), cancellationToken);
}
