using System.Threading.Tasks.Sources;

namespace Tollgate.Limiting;

/// <summary>A decision that waits for the ledger. It is what the caller awaits itself: there is no task beside the claim.</summary>
/// <remarks>To be awaited once. What the claim's result means is worked out by the one who awaits, not by the writer who finishes it.</remarks>
internal sealed class PendingDecision(LeasedRateLimiter limiter, QuotaSet set, long cost, InFlight? permit, CancellationToken cancellationToken)
    : Claim(set.Quotas, cost), IValueTaskSource<Decision>
{
    private ManualResetValueTaskSourceCore<ClaimResult> _done = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration _withdrawal;

    /// <summary>Whose units are claimed.</summary>
    public QuotaSet Set { get; } = set;

    /// <summary>The place among the requests in flight that the request has; null when it needs none.</summary>
    public InFlight? Permit { get; } = permit;

    /// <summary>Ends the waiting.</summary>
    public CancellationToken CancellationToken { get; } = cancellationToken;

    /// <summary>Whether the request went away before it was answered.</summary>
    public bool IsCancelled { get; private set; }

    /// <summary>Monotonic timestamp at which the request began to wait.</summary>
    public long StartedAt { get; init; }

    /// <summary>The decision, once it is made; to be called once.</summary>
    public ValueTask<Decision> WaitAsync()
    {
        if (CancellationToken.CanBeCanceled)
        {
            _withdrawal = CancellationToken.UnsafeRegister(static state => ((PendingDecision)state!).Withdraw(), this);
        }

        return new ValueTask<Decision>(this, _done.Version);
    }

    Decision IValueTaskSource<Decision>.GetResult(short token)
    {
        var result = _done.GetResult(token);
        _done.Reset(); // a second time it throws, instead of leaving a place twice
        _withdrawal.Dispose();
        return limiter.Conclude(this, result);
    }

    ValueTaskSourceStatus IValueTaskSource<Decision>.GetStatus(short token) => _done.GetStatus(token) switch
    {
        ValueTaskSourceStatus.Succeeded when IsCancelled => ValueTaskSourceStatus.Canceled,
        var status => status,
    };

    void IValueTaskSource<Decision>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _done.OnCompleted(continuation, state, token, flags);

    /// <inheritdoc />
    protected override void OnDone()
    {
        IsCancelled = Result == ClaimResult.Unanswered && CancellationToken.IsCancellationRequested;
        _done.SetResult(Result);
    }

    private void Withdraw() => limiter.Withdraw(this);
}
