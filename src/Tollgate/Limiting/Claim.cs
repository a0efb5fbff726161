namespace Tollgate.Limiting;

/// <summary>One request that waits for the ledger: units of every quota it needs, or of none.</summary>
internal sealed class Claim(Quota[] quotas, long cost)
{
    private readonly TaskCompletionSource<ClaimResult> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Charge[] _charges = new Charge[quotas.Length];
    private int _served;

    public Quota[] Quotas { get; } = quotas;

    public long Cost { get; } = cost;

    /// <summary>Monotonic timestamp at which the failure policy decides instead.</summary>
    public long GiveUpAt { get; set; }

    public bool IsDone { get; private set; }

    public Task<ClaimResult> Task => _done.Task;

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
        IsDone = true;
        _done.TrySetResult(result);
    }
}
