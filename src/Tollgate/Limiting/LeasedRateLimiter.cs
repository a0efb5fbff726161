using Tollgate.Entitling;
using Tollgate.Identifying;

namespace Tollgate.Limiting;

/// <summary>Decides from units on lease when it can, and from the ledger when it must. Here is what memory decides.</summary>
internal sealed partial class LeasedRateLimiter(
    LeaseBook book, LedgerPump pump, QuotaBinder binder, LedgerReader reader, LimitingOptions options, TimeProvider time) : IRateLimiter
{
    private static readonly TimeSpan RetryWhenUnavailable = TimeSpan.FromSeconds(1);

    private readonly Crowds _crowds = new(book);
    private readonly CoarseClock? _coarse = CoarseClock.Of(time);
    private readonly long _probeInterval = (long)(options.DeniedProbeInterval.TotalSeconds * time.TimestampFrequency);

    /// <inheritdoc />
    public bool TryAcquire(Entitlement entitlement, PlanScope? group, long cost, out Decision decision)
    {
        if (cost is <= 0 or > Limit.MaxCost)
        {
            decision = default;
            return false;
        }

        if ((group is null ? WarmLease.Of(entitlement) : null) is not { } lease)
        {
            return TryRefuseSurely(entitlement, group, cost, out decision)
                || TryAcquireFromQuota(entitlement, group, cost, time.GetTimestamp(), out decision);
        }

        lease.Prefetch(); // the clock takes about as long as the lease, which is seldom in a processor's cache
        if (_coarse is { } coarse && lease.TryTakeSurely(cost, coarse.Now, out var left))
        {
            if (left < lease.LowWater)
            {
                RefillOnce(lease);
            }

            decision = new Decision(Outcome.Admitted, cost, DecisionNumber.Next(), new Charge(lease, left));
            return true;
        }

        var now = time.GetTimestamp();
        if (lease.TryTake(cost, now, out left))
        {
            if (lease.WantsRefill(left, now))
            {
                RefillOnce(lease);
            }

            decision = new Decision(Outcome.Admitted, cost, DecisionNumber.Next(), new Charge(lease, left));
            return true;
        }

        WarmLease.Forget(entitlement);
        return TryAcquireFromQuota(entitlement, group, cost, now, out decision);
    }

    /// <inheritdoc />
    public ValueTask<Decision> AcquireAsync(Entitlement entitlement, PlanScope? group, long cost, CancellationToken cancellationToken) =>
        TryAcquire(entitlement, group, cost, out var decision) ? new(decision) : AcquireTheLongWayAsync(entitlement, group, cost, cancellationToken);

    /// <inheritdoc />
    public async ValueTask<Decision> PeekAsync(Entitlement entitlement, PlanScope? group, long cost, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(cost);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(cost, Limit.MaxCost);
        return RefusedOutright(entitlement) is { } outcome
            ? Decision.Refused(outcome)
            : await reader.PeekAsync(entitlement, QuotaBinder.SpecsOf(entitlement, group), cost, cancellationToken);
    }

    /// <inheritdoc />
    public void Complete(in Decision decision, bool isCharged)
    {
        decision.Permit?.Leave();
        if (!isCharged && decision.Outcome == Outcome.Admitted)
        {
            PutBack(decision);
        }
    }

    /// <summary>The quota may have another lease than the one that served last, or have refused a moment ago.</summary>
    private bool TryAcquireFromQuota(Entitlement entitlement, PlanScope? group, long cost, long now, out Decision decision)
    {
        if (entitlement.Bound is not QuotaSet { Only: { } only } bound || !ReferenceEquals(bound.Group, group) || !ReferenceEquals(bound.Owner, entitlement))
        {
            decision = default;
            return false;
        }

        if (only.TryTake(cost, now, out var charge, out var wantsRefill))
        {
            if (group is null)
            {
                WarmLease.Keep(entitlement, charge.Lease!);
            }

            if (wantsRefill)
            {
                Refill(only);
            }

            decision = new Decision(Outcome.Admitted, cost, DecisionNumber.Next(), charge);
            return true;
        }

        // Whose turn it is to look at the ledger is for the long way to say: said here, nobody would go and look.
        if (only.Denial is { } denial && denial.IsFresh(cost, now))
        {
            decision = RefuseAgain(denial, cost, now);
            return true;
        }

        decision = default;
        return false;
    }

    private ValueTask<Decision> AcquireTheLongWayAsync(Entitlement entitlement, PlanScope? group, long cost, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(cost);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(cost, Limit.MaxCost);
        if (RefusedOutright(entitlement) is { } outcome)
        {
            return new(Decision.Refused(outcome));
        }

        if (entitlement.Access == AccessRule.Allow)
        {
            return new(new Decision(Outcome.Admitted, cost, DecisionNumber.Next(), default, 0));
        }

        var set = binder.Bind(book.Count < options.MaxSubjects ? entitlement : _crowds.Join(entitlement), group);

        InFlight? permit = null;
        if (entitlement.Plan.Concurrency is { } concurrency && !TryEnter(ref set, concurrency, out permit))
        {
            return new(Refuse(set, Outcome.ConcurrencyExceeded, cost, RetryWhenUnavailable));
        }

        var now = time.GetTimestamp();
        return (cost > 0 ? TryTakeAll(set, cost, now, permit, out var decision) : TryLookAtAll(set, now, permit, out decision))
            ? new(decision)
            : IsKnownRefusal(set, cost, now)
                ? new(RefuseQuota(set, cost, now, permit))
                : AskLedgerAsync(set, cost, permit, cancellationToken);
    }

    /// <summary>A place among the requests in flight; each node keeps its share of the limit, and at least one place.</summary>
    private bool TryEnter(ref QuotaSet set, int concurrency, out InFlight? permit)
    {
        while (true)
        {
            permit = set.All.InFlight;
            if (!permit.TryEnter(Math.Max(1, concurrency / book.Nodes)))
            {
                permit = null;
                return false;
            }

            if (!set.All.IsRemoved)
            {
                return true;
            }

            // Swept while idle, just now or long ago: count where everyone else counts.
            permit.Leave();
            set = binder.BindAgain(set.Owner, set.Group);
        }
    }

    /// <summary>The warm path: all units from leases in memory, or none.</summary>
    private bool TryTakeAll(QuotaSet set, long cost, long now, InFlight? permit, out Decision decision)
    {
        Decision.Charges charges = default;
        for (var i = 0; i < set.Quotas.Length; i++)
        {
            if (!set.Quotas[i].TryTake(cost, now, out charges[i], out var wantsRefill))
            {
                for (var taken = 0; taken < i; taken++)
                {
                    PutBack(charges[taken], cost);
                }

                decision = default;
                return false;
            }

            if (wantsRefill)
            {
                Refill(set.Quotas[i]);
            }
        }

        decision = new Decision(Outcome.Admitted, cost, DecisionNumber.Next(), charges, set.Quotas.Length) { Permit = permit };
        return true;
    }

    /// <summary>A request that costs nothing is charged nothing; while the windows are known, nobody needs to be asked for it.</summary>
    private bool TryLookAtAll(QuotaSet set, long now, InFlight? permit, out Decision decision)
    {
        Decision.Charges charges = default;
        for (var i = 0; i < set.Quotas.Length; i++)
        {
            charges[i] = set.Quotas[i].Look();
            if (charges[i].View is not { IsClosed: false } view || book.Clock.At(now) >= view.FirstEnd)
            {
                decision = default;
                return false;
            }
        }

        decision = new Decision(Outcome.Admitted, 0, DecisionNumber.Next(), charges, set.Quotas.Length) { Permit = permit };
        return true;
    }

    private void RefillOnce(Lease lease)
    {
        if (lease.TryClaimRefill())
        {
            Refill(lease.Quota);
        }
    }

    private void Refill(Quota quota)
    {
        lock (book.Gate)
        {
            book.RequestRefill(quota);
        }

        pump.Wake();
    }

    private void PutBack(in Decision decision)
    {
        for (var i = 0; i < decision.ChargeCount; i++)
        {
            PutBack(decision.ChargeAt(i), decision.Cost);
        }
    }

    private void PutBack(in Charge charge, long units)
    {
        if (charge.Lease is not { } lease || units == 0 || lease.TryPutBack(units))
        {
            return;
        }

        lock (book.Gate)
        {
            book.PutBack(charge, units);
        }

        pump.Wake();
    }
}
