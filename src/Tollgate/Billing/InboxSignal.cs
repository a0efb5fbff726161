namespace Tollgate.Billing;

/// <summary>Wakes the worker of this node when an event has come in here; those of other nodes look for themselves.</summary>
public sealed class InboxSignal : IDisposable
{
    private readonly SemaphoreSlim _come = new(0, 1);

    /// <summary>Something has come in.</summary>
    public void Set()
    {
        try
        {
            _come.Release();
        }
        catch (SemaphoreFullException)
        {
            // The worker has not yet looked since the last one, and will see both.
        }
        catch (ObjectDisposedException)
        {
            // The host ends; the next one, or another node, looks.
        }
    }

    /// <summary>Waits until something comes in, but not longer than the time.</summary>
    public Task WaitAsync(TimeSpan most, CancellationToken cancellationToken) => _come.WaitAsync(most, cancellationToken);

    /// <inheritdoc />
    public void Dispose() => _come.Dispose();
}
