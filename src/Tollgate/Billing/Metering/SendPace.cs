namespace Tollgate.Billing.Metering;

/// <summary>Keeps calls to the provider apart, so that no second has more of them than is allowed.</summary>
internal sealed class SendPace(int perSecond, TimeProvider time)
{
    private readonly TimeSpan _apart = TimeSpan.FromSeconds(1) / perSecond;
    private readonly Lock _lock = new();
    private DateTimeOffset _next;

    /// <summary>Waits for its turn.</summary>
    public Task WaitAsync(CancellationToken cancellationToken)
    {
        TimeSpan wait;
        lock (_lock)
        {
            var now = time.GetUtcNow();
            var turn = _next > now && _next < now + TimeSpan.FromMinutes(1) ? _next : now; // a clock that was set back does not stop anything
            _next = turn + _apart;
            wait = turn - now;
        }

        return wait > TimeSpan.Zero ? Task.Delay(wait, time, cancellationToken) : Task.CompletedTask;
    }
}
