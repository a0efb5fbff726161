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
    private readonly double _microsecondsPerTick = 1_000_000d / time.TimestampFrequency;

    /// <inheritdoc />
    public bool IsEnabled { get; } = options.Value.Enabled && store is not null && journals is not null;

    /// <summary>What waits for the journal.</summary>
    public UsageBuffer Buffer { get; } = new(options.Value.BufferSize);

    /// <inheritdoc />
    public void Record(in UsageEvent usage, long startedAt)
    {
        var stamp = new UsageStamp(node.Name, book.Clock.At(startedAt), (long)((time.GetTimestamp() - startedAt) * _microsecondsPerTick));
        if (Buffer.Add(usage, stamp))
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
