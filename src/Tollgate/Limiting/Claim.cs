namespace Tollgate.Limiting;

/// <summary>One request that waits for the ledger: units of every quota it needs, or of none.</summary>
/// <remarks>The book's, under its gate, until it is done; then nobody changes it any more. While it waits it stands in the line of each quota that it lacks units of (<see cref="WaitingLine"/>).</remarks>
internal abstract class Claim(Quota[] quotas, long cost)
{
    private readonly Charge[] _charges = new Charge[quotas.Length];
    private readonly Claim?[]? _behind = quotas.Length > 1 ? new Claim?[quotas.Length] : null;
    private Claim? _behindInOnly;
    private int _served;

    public Quota[] Quotas { get; } = quotas;

    public long Cost { get; } = cost;

    /// <summary>Monotonic timestamp at which the failure policy decides instead.</summary>
    public long GiveUpAt { get; set; }

    public bool IsDone { get; private set; }

    /// <summary>What became of it, once it is done.</summary>
    public ClaimResult Result { get; private set; }

    public Charge[] Charges => _charges;

    /// <summary>Notes the units of one quota; true when the claim has all it needs.</summary>
    public bool Serve(Quota quota, in Charge charge)
    {
        _charges[IndexOf(quota)] = charge;
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
            Result = result;
            IsDone = true;
            OnDone();
        }
    }

    /// <summary>The claim that stands behind this one in a quota's line.</summary>
    public ref Claim? Behind(Quota quota) => ref _behind is null ? ref _behindInOnly : ref _behind[IndexOf(quota)];

    /// <summary>Has whoever waits go on, but not here: whoever finishes a claim holds the gate.</summary>
    protected abstract void OnDone();

    private int IndexOf(Quota quota) => Array.IndexOf(Quotas, quota);
}
