using Tollgate.Entitling;
using Tollgate.Identifying;

namespace Tollgate.Limiting;

/// <content>What is refused, how it is known, and what the caller is told.</content>
internal sealed partial class LeasedRateLimiter
{
    /// <summary>The quota has no lease, and refused a moment ago: as with a lease, the kernel's note of the time is enough while no window is about to end.</summary>
    private bool TryRefuseSurely(Entitlement entitlement, PlanScope? group, long cost, out Decision decision)
    {
        if (_coarse is { } coarse
            && entitlement.Bound is QuotaSet { Only: { Lease: null, Denial: { } denial } } bound && ReferenceEquals(bound.Group, group) && ReferenceEquals(bound.Owner, entitlement)
            && coarse.Now is var early && denial.IsSurelyFresh(cost, early))
        {
            decision = RefuseAgain(denial, cost, early);
            return true;
        }

        decision = default;
        return false;
    }

    private static Outcome? RefusedOutright(Entitlement entitlement) => entitlement switch
    {
        { Access: AccessRule.Deny } => Outcome.Denied,
        { Restriction: RestrictionLevel.Suspended, Access: not AccessRule.Allow } => Outcome.Suspended,
        _ => null,
    };

    private bool IsKnownRefusal(QuotaSet set, long cost, long now)
    {
        foreach (var quota in set.Quotas)
        {
            if (quota.Denial is { } denial && denial.Holds(cost, now, _probeInterval))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The warm path of a refusal: one quota, known to have no room.</summary>
    private Decision RefuseAgain(Denial denial, long cost, long now) =>
        new(denial.LacksCredits(cost) ? Outcome.CreditsExhausted : Outcome.QuotaExceeded, cost, DecisionNumber.Next(), new Charge(denial.View, 0))
        {
            RetryAfter = denial.FitsAt(cost) is { } fitsAt ? TimeSpan.FromMilliseconds(Math.Max(1, fitsAt - book.Clock.At(now))) : null,
        };

    private Decision RefuseQuota(QuotaSet set, long cost, long now, InFlight? permit)
    {
        var databaseNow = book.Clock.At(now);
        var fitsAt = 0L;
        var everFits = true;
        var outcome = Outcome.QuotaExceeded;
        foreach (var quota in set.Quotas)
        {
            if (quota.Look() is { View: { } view } look)
            {
                outcome = view.LacksCredits(cost - look.UnitsLeft) ? Outcome.CreditsExhausted : outcome;
                var fits = view.FitsAt(cost);
                everFits &= fits is not null;
                fitsAt = Math.Max(fitsAt, fits ?? 0);
            }
        }

        var wait = TimeSpan.FromMilliseconds(Math.Max(1, fitsAt - databaseNow));
        if (set.Owner.Plan.IsShadow)
        {
            return Refuse(set, outcome, cost, everFits ? wait : null) with { Permit = permit };
        }

        permit?.Leave();
        return Refuse(set, outcome, cost, everFits ? wait : null);
    }

    private static Decision Refuse(QuotaSet set, Outcome outcome, long cost, TimeSpan? retryAfter)
    {
        Decision.Charges charges = default;
        var count = 0;
        foreach (var quota in set.Quotas)
        {
            if (quota.Look() is { View: not null } look)
            {
                charges[count++] = look;
            }
        }

        return new Decision(outcome, cost, DecisionNumber.Next(), charges, count)
        {
            RetryAfter = retryAfter,
            IsShadow = set.Owner.Plan.IsShadow && outcome is (Outcome.QuotaExceeded or Outcome.CreditsExhausted or Outcome.ConcurrencyExceeded),
        };
    }
}
