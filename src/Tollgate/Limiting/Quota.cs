namespace Tollgate.Limiting;

/// <summary>
/// This node's state of one (subject, scope). The request path reads <see cref="Lease"/> and <see cref="Denial"/>;
/// everything else belongs to the <see cref="LeaseBook"/> and its lock.
/// </summary>
internal sealed class Quota(QuotaSpec spec)
{
    // A subject that asked once is to cost little memory: what only few need is made when it is needed, and what fits in a word shares one.
    private QuotaAside? _aside;
    private WaitingLine _waiting;
    private volatile Lease? _lease;
    private volatile Denial? _denial;
    private volatile object _known = spec; // the specification, or once the ledger has answered its view, which says as much

    /// <summary>The key of the ledger row.</summary>
    public QuotaKey Key => _known switch
    {
        LedgerView view => new(view.Subject, view.Terms.Scope),
        var spec => KeyOf((QuotaSpec)spec),
    };

    /// <summary>The limits that hold now.</summary>
    public QuotaTerms Terms => _known switch { LedgerView view => view.Terms, var spec => ((QuotaSpec)spec).Terms };

    /// <summary>The limits that hold now, and for whom; made anew each time. Setting it forgets how the windows stood.</summary>
    public QuotaSpec Spec
    {
        get => _known switch { LedgerView view => new(view.Subject, view.Terms) { Generation = Generation }, var spec => (QuotaSpec)spec };
        set => _known = value;
    }

    /// <summary>The windows as the ledger last reported them; null before the first reply.</summary>
    public LedgerView? View => _known as LedgerView;

    /// <summary>Of the newest entitlement that was bound, also when its limits were the same.</summary>
    public long Generation { get; set; } = spec.Generation;

    /// <summary>Units that may be spent without asking; null when there are none.</summary>
    public Lease? Lease { get => _lease; set => _lease = value; }

    /// <summary>That the ledger had nothing left, and until when that is known to hold; null otherwise.</summary>
    public Denial? Denial { get => _denial; set => _denial = value; }

    /// <summary>Requests in flight on this node.</summary>
    public InFlight InFlight => Aside.InFlight;

    /// <summary>Whether there are any.</summary>
    public bool IsBusy => _aside is { IsBusy: true };

    /// <summary>What this node admits on its own while the ledger is away.</summary>
    public LocalShare Local => Aside.Local;

    /// <summary>Whether requests wait for the ledger.</summary>
    public bool IsAwaited => !_waiting.IsEmpty;

    /// <summary>Units that are to be handed back, oldest first; null when there are none.</summary>
    public List<HandBack>? Backs
    {
        get => _aside?.Backs;
        set
        {
            if (value is not null || _aside is not null)
            {
                Aside.Backs = value;
            }
        }
    }

    /// <summary>Whether a statement for this (subject, scope) is in flight: there is never a second one.</summary>
    public bool IsAsking { get; set; }

    /// <summary>Whether the quota stands in the queue for the next batch.</summary>
    public bool IsQueued { get; set; }

    /// <summary>Whether a refill ahead of need was asked for.</summary>
    public bool WantsRefill { get; set; }

    /// <summary>Whether the quota was swept from memory; whoever still holds it must bind again.</summary>
    public bool IsRemoved { get; set; }

    /// <summary>Stale replies in a row.</summary>
    public int StaleReplies
    {
        get => _aside?.StaleReplies ?? 0;
        set
        {
            if (value != StaleReplies)
            {
                Aside.StaleReplies = value;
            }
        }
    }

    /// <summary>Monotonic timestamp at which the rate was last measured.</summary>
    public long AskedAt { get; set; }

    /// <summary>Units that were spent or waited for since then.</summary>
    public long Demand { get; set; }

    /// <summary>Units a millisecond that the subject spends here, smoothed.</summary>
    public float Rate { get; set; }

    private QuotaAside Aside => _aside ?? LazyInitializer.EnsureInitialized(ref _aside);

    /// <summary>Takes what the ledger reported, under the limits that hold now.</summary>
    public void See(LedgerView view) => _known = view;

    /// <summary>
    /// Takes units from the lease.
    /// </summary>
    /// <param name="cost">At least 1.</param>
    /// <param name="now">Monotonic timestamp.</param>
    /// <param name="charge">What was taken.</param>
    /// <param name="wantsRefill">Whether it is time to refill the lease, said to one caller only.</param>
    public bool TryTake(long cost, long now, out Charge charge, out bool wantsRefill)
    {
        // Reading the lease again after a failed take: a refill may have replaced it between the two.
        for (var lease = _lease; lease is not null;)
        {
            if (lease.TryTake(cost, now, out var left))
            {
                charge = new Charge(lease, left);
                wantsRefill = lease.WantsRefill(left, now) && lease.TryClaimRefill();
                return true;
            }

            var current = _lease;
            if (ReferenceEquals(current, lease))
            {
                break;
            }

            lease = current;
        }

        charge = default;
        wantsRefill = false;
        return false;
    }

    /// <summary>As <see cref="TryTake"/>, also when the lease's units have to be brought together first; under the book's lock.</summary>
    public bool TryTakeAny(long cost, long now, out Charge charge, out bool wantsRefill)
    {
        _lease?.Gather();
        return TryTake(cost, now, out charge, out wantsRefill);
    }

    /// <summary>Has a request wait for the ledger.</summary>
    public void Wait(Claim claim) => _waiting.Add(this, claim);

    /// <summary>Takes those out of the line who wait; see <see cref="WaitingLine.TakeAll"/>.</summary>
    public Claim? TakeWaiting() => _waiting.TakeAll(this);

    /// <summary>The windows as they stand, for an answer that takes no units.</summary>
    public Charge Look()
    {
        var lease = _lease;
        var view = lease?.View ?? _denial?.View ?? View;
        return view is null ? default : new Charge(view, lease?.Units ?? 0);
    }

    private static QuotaKey KeyOf(QuotaSpec spec) => new(spec.Subject, spec.Scope);
}
