using Microsoft.Extensions.Options;
using Tollgate.Hosting;
using Tollgate.Limiting;

namespace Tollgate.Recording;

/// <summary>Stamps events with this node and the database's time and lays them into the buffer.</summary>
internal sealed class UsageRecorder(
    IOptions<RecordingOptions> options,
    LeaseBook book,
    NodeIdentity node,
    TimeProvider time,
    IUsageStore? store = null,
    IUsageJournals? journals = null) : IUsageRecorder, IDisposable
{
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly long _frequency = time.TimestampFrequency;

    /// <inheritdoc />
    public bool IsEnabled { get; } = options.Value.Enabled && store is not null && journals is not null;

    /// <summary>What waits for the journal.</summary>
    public UsageBuffer Buffer { get; } = new(options.Value.BufferSize);

    /// <inheritdoc />
    public void Record(in UsageEvent usage, long startedAt)
    {
        var isHalfFull = Buffer.Add(usage with
        {
            Node = node.Name,
            At = book.Clock.At(startedAt),
            DurationMicroseconds = (long)((time.GetTimestamp() - startedAt) * (1_000_000d / _frequency)),
            Count = 1,
        });
        if (isHalfFull)
        {
            Wake();
        }
    }

    /// <summary>Blocks the thread until the buffer is half full, at most so long.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void Wait(TimeSpan atMost, CancellationToken cancellationToken) => _wake.Wait(atMost, cancellationToken);

    /// <inheritdoc />
    public void Dispose() => _wake.Dispose();

    private void Wake()
    {
        try
        {
            _wake.Release();
        }
        catch (Exception exception) when (exception is SemaphoreFullException or ObjectDisposedException)
        {
            // It has been told already, or is gone.
        }
    }
}
