namespace Tollgate.Limiting;

/// <summary>
/// The slow path of limiting as a pure state machine: what to ask the ledger, and what its answers mean.
/// No clock, no await, no SQL; a worker drives it with real time and a database, a simulator with made-up ones.
/// </summary>
/// <remarks>
/// <para>1. A request that finds too few units on lease submits a claim; its quotas queue for the next batch (<see cref="Submit"/>).</para>
/// <para>2. A free writer takes a batch (<see cref="NextBatch"/>): per quota what waits, what will be needed soon, and units to hand back.
/// A quota has at most one statement in flight; what comes meanwhile gathers for the next one, so that load makes batches, not queues.</para>
/// <para>3. The reply (<see cref="Settle"/>) makes a new lease, serves the claims in order and refuses those that the ledger has no room for.</para>
/// <para>4. No reply (<see cref="Fail"/>): the outcome is unknown, so the grant counts as spent and the hand-back is never sent again.</para>
/// <para>5. <see cref="Tick"/> ends claims that waited too long and leases past their deadline; what they held is handed back.</para>
/// <para>Not thread-safe but for <see cref="Find"/> and the quotas' own request path: callers hold <see cref="Gate"/>.</para>
/// </remarks>
internal sealed partial class LeaseBook(LimitingOptions options, long ticksPerMillisecond, DatabaseClock clock)
{
    private readonly QuotaTable _quotas = new();
    private readonly Queue<Quota> _ready = new();
    private readonly Queue<Claim> _timeouts = new();
    private readonly PriorityQueue<(Quota Quota, Lease Lease), long> _deadlines = new();
    private readonly List<Quota> _sweep = [];
    private int _sweepPart = QuotaTable.Parts;
    private long _sweepAt;
    private bool _isDraining;

    /// <summary>Held around every call of the state machine.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Nodes alive, this one included; sizes leases and local shares.</summary>
    public int Nodes { get; set; } = 1;

    /// <summary>Subjects and scopes in memory; safe without the gate.</summary>
    public int Count => _quotas.Count;

    /// <summary>Whether a writer has something to send.</summary>
    public bool HasWork => _ready.Count > 0;

    /// <summary>The estimate of the database's clock.</summary>
    public DatabaseClock Clock => clock;

    /// <summary>How many leases there are and the units on them; safe without the gate, and as exact as a moving thing can be.</summary>
    public (int Leases, double Units) MeasureLeases()
    {
        var (leases, units) = (0, 0d);
        foreach (var quota in All())
        {
            if (quota.Lease is { } lease)
            {
                leases++;
                units += lease.Units;
            }
        }

        return (leases, units);
    }

    /// <summary>The quota of a row if it is in memory; safe without the gate.</summary>
    public Quota? Find(QuotaKey key) => _quotas.Find(key);

    /// <summary>
    /// The quota of a specification. When windows, limits or enforcement changed, what is on lease goes back and a remembered refusal is
    /// forgotten, so that the new limits hold from the next request on; the usage so far stays in the ledger. A specification from an older
    /// entitlement, which a long request may still hold, changes nothing.
    /// </summary>
    public Quota Bind(QuotaSpec spec)
    {
        var quota = GetOrAdd(spec);
        if (spec.Generation < quota.Generation)
        {
            return quota;
        }

        quota.Generation = spec.Generation;
        if (!quota.Terms.Matches(spec.Terms))
        {
            quota.Spec = spec;
            quota.Denial = null;
            CloseLease(quota);
        }

        return quota;
    }

    /// <summary>Takes a claim; it may be finished on return.</summary>
    public void Submit(Claim claim, long now)
    {
        foreach (var quota in claim.Quotas)
        {
            if (quota.IsRemoved)
            {
                claim.Finish(ClaimResult.Rebind);
                return;
            }
        }

        if (_isDraining || IsUnreachable(now))
        {
            claim.Finish(ClaimResult.Unanswered);
            return;
        }

        var isServed = false;
        foreach (var quota in claim.Quotas)
        {
            if (claim.Cost > 0 && quota.TryTakeAny(claim.Cost, now, out var charge, out var wantsRefill))
            {
                isServed = claim.Serve(quota, charge);
                if (wantsRefill)
                {
                    RequestRefill(quota); // it is said once per lease
                }
            }
            else
            {
                quota.Wait(claim);
                quota.Demand += claim.Cost;
                Enqueue(quota);
            }
        }

        if (isServed)
        {
            claim.Finish(ClaimResult.Served);
            return;
        }

        claim.GiveUpAt = now + Ticks(options.DecisionTimeout);
        _timeouts.Enqueue(claim);
    }

    /// <summary>Asks for more units before the lease is empty.</summary>
    public void RequestRefill(Quota quota)
    {
        if (!quota.IsRemoved)
        {
            quota.WantsRefill = true;
            Enqueue(quota);
        }
    }

    /// <summary>Withdraws a claim whose request went away.</summary>
    public void Abandon(Claim claim)
    {
        if (!claim.IsDone)
        {
            Release(claim, ClaimResult.Unanswered);
        }
    }

    /// <summary>Returns a request's units: to the lease they came from while it lives, else to the ledger, into the windows they were charged to.</summary>
    public void PutBack(in Charge charge, long units)
    {
        if (charge.Lease is not { } lease || units == 0 || lease.TryPutBack(units))
        {
            return;
        }

        HandBack(lease.Quota, lease.View.Terms, lease.View.Windows, units);
    }

    /// <summary>Notes units that were spent while the ledger was away, to be charged when it returns.</summary>
    public void Owe(Quota quota, long units, long now)
    {
        HandBack(quota, quota.Terms, quota.Terms.At(clock.At(now)), -units);
    }

    /// <summary>Ends claims and leases whose time is over and sweeps idle quotas.</summary>
    public void Tick(long now)
    {
        EndWaiting(now);

        while (_deadlines.TryPeek(out var expired, out var deadline) && deadline <= now)
        {
            _deadlines.Dequeue();
            if (ReferenceEquals(expired.Quota.Lease, expired.Lease))
            {
                CloseLease(expired.Quota);
            }
        }

        Sweep(now);
    }

    /// <summary>Forgets claims that are done, up to the first that waits: what is kept until the next tick survives collections. Ends those that waited too long.</summary>
    private void EndWaiting(long now)
    {
        while (_timeouts.TryPeek(out var claim) && (claim.IsDone || claim.GiveUpAt <= now))
        {
            _timeouts.Dequeue();
            Abandon(claim);
        }
    }

    /// <summary>Hands every unit on lease back and makes no more leases; the last batches of a node that stops. Later claims go to the failure policy.</summary>
    public void Drain()
    {
        _isDraining = true;
        foreach (var quota in All())
        {
            CloseLease(quota);
        }
    }

    /// <summary>Gives every claim that still waits to the failure policy: nobody will ask the ledger for it any more.</summary>
    public void FailAll()
    {
        foreach (var quota in All())
        {
            FailWaiting(quota);
        }
    }

    private Quota GetOrAdd(QuotaSpec spec)
    {
        var key = new QuotaKey(spec.Subject, spec.Scope);
        if (_quotas.Find(key) is not { } quota)
        {
            _quotas.Add(quota = new Quota(spec));
        }

        return quota;
    }

    /// <summary>All quotas; a part at a time is copied, so that they may come and go meanwhile.</summary>
    private IEnumerable<Quota> All()
    {
        var quotas = new List<Quota>();
        for (var part = 0; part < QuotaTable.Parts; part++)
        {
            _quotas.CopyPart(part, quotas);
            foreach (var quota in quotas)
            {
                yield return quota;
            }
        }
    }

    private void Enqueue(Quota quota)
    {
        if (!quota.IsQueued && !quota.IsAsking)
        {
            quota.IsQueued = true;
            _ready.Enqueue(quota);
        }
    }

    private void CloseLease(Quota quota)
    {
        if (quota.Lease is not { } lease)
        {
            return;
        }

        quota.Lease = null;
        var left = lease.Close();
        quota.Demand += lease.MeasureSpent(left);
        if (left > 0)
        {
            HandBack(quota, lease.View.Terms, lease.View.Windows, left);
        }
    }

    private void HandBack(Quota quota, QuotaTerms terms, WindowInstants windows, long units)
    {
        if (quota.IsRemoved)
        {
            quota = GetOrAdd(quota.Spec);
        }

        if (units != 0)
        {
            Merge(quota.Backs ??= [], StartsOf(terms, windows), units);
            Enqueue(quota);
        }
    }

    /// <summary>One entry per set of windows: an outage with many decisions makes no more entries than windows begin in it.</summary>
    private static void Merge(List<HandBack> backs, long[] starts, long units)
    {
        for (var i = backs.Count - 1; i >= 0; i--)
        {
            if (backs[i].Starts.AsSpan().SequenceEqual(starts))
            {
                backs[i] = backs[i] with { Units = backs[i].Units + units };
                return;
            }
        }

        backs.Add(new HandBack(starts, units));
    }

    /// <summary>The windows that were charged; 0 for slots that the limits did not use, whose stored count is none of this lease's.</summary>
    private static long[] StartsOf(QuotaTerms terms, WindowInstants windows)
    {
        var starts = new long[QuotaSpec.Slots];
        for (var slot = 0; slot < starts.Length; slot++)
        {
            starts[slot] = terms.Slots[slot] is null ? 0 : windows.Spans[slot].Start;
        }

        return starts;
    }

    private void Release(Claim claim, ClaimResult result)
    {
        foreach (var charge in claim.Charges)
        {
            PutBack(charge, claim.Cost);
        }

        claim.Finish(result);
    }

    private void Sweep(long now)
    {
        if (_sweepPart == QuotaTable.Parts)
        {
            if (now < _sweepAt)
            {
                return;
            }

            _sweepAt = now + Ticks(options.IdleTimeout / 2);
            _sweepPart = 0;
        }

        // A slice at a time: a million idle subjects must not hold the gate for long.
        for (var seen = 0; seen < 1_000 && _sweepPart < QuotaTable.Parts; _sweepPart++)
        {
            _quotas.CopyPart(_sweepPart, _sweep);
            seen += _sweep.Count;
            if (Sweep(_sweep, now))
            {
                _quotas.Trim(_sweepPart);
            }
        }

        _sweep.Clear();
    }

    private bool Sweep(List<Quota> quotas, long now)
    {
        var isAnyRemoved = false;
        foreach (var quota in quotas)
        {
            if (IsIdle(quota, now))
            {
                quota.IsRemoved = true;
                _quotas.Remove(quota);
                isAnyRemoved = true;
            }
        }

        return isAnyRemoved;
    }

    private bool IsIdle(Quota quota, long now) =>
        quota.Lease is null && !quota.IsAsking && !quota.IsQueued && !quota.IsAwaited && quota.Backs is null
        && !quota.IsBusy && (quota.Denial is null || quota.Denial.Until <= now)
        && now - quota.AskedAt > Ticks(options.IdleTimeout);

    private long Ticks(TimeSpan span) => (long)(span.TotalMilliseconds * ticksPerMillisecond);
}
