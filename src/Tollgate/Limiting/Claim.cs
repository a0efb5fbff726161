using System.Threading.Tasks.Sources;

namespace Tollgate.Limiting;

/// <summary>One request that waits for the ledger: units of every quota it needs, or of none.</summary>
internal sealed class Claim(Quota[] quotas, long cost) : IValueTaskSource<ClaimResult>
{
    // The one who waits goes on elsewhere: whoever finishes the claim holds the gate.
    private ManualResetValueTaskSourceCore<ClaimResult> _done = new() { RunContinuationsAsynchronously = true };
    private readonly Charge[] _charges = new Charge[quotas.Length];
    private int _served;

    public Quota[] Quotas { get; } = quotas;

    public long Cost { get; } = cost;

    /// <summary>Monotonic timestamp at which the failure policy decides instead.</summary>
    public long GiveUpAt { get; set; }

    public bool IsDone { get; private set; }

    /// <summary>What became of it; to be awaited once.</summary>
    public ValueTask<ClaimResult> Result => new(this, _done.Version);

    public Charge[] Charges => _charges;

    /// <summary>Notes the units of one quota; true when the claim has all it needs.</summary>
    public bool Serve(Quota quota, in Charge charge)
    {
        var index = Array.IndexOf(Quotas, quota);
        _charges[index] = charge;
        return ++_served == Quotas.Length;
    }

    /// <summary>Forgets the units of one quota, because they were put back.</summary>
    public void Unserve(int index)
    {
        _charges[index] = default;
        _served--;
    }

    /// <summary>Answers the request, once.</summary>
    public void Finish(ClaimResult result)
    {
        if (!IsDone)
        {
            IsDone = true;
            _done.SetResult(result);
        }
    }

    ClaimResult IValueTaskSource<ClaimResult>.GetResult(short token) => _done.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<ClaimResult>.GetStatus(short token) => _done.GetStatus(token);

    void IValueTaskSource<ClaimResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _done.OnCompleted(continuation, state, token, flags);
}
