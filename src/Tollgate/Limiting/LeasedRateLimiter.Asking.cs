namespace Tollgate.Limiting;

/// <content>Requests that wait for the ledger, and what they get when it does not answer.</content>
internal sealed partial class LeasedRateLimiter
{
    private async ValueTask<Decision> AskLedgerAsync(QuotaSet set, long cost, InFlight? permit, CancellationToken cancellationToken)
    {
        using var span = Tracing.Source.StartActivity("tollgate.decision.wait");
        var startedAt = time.GetTimestamp();
        var result = "cancelled";
        try
        {
            while (true)
            {
                var claim = new Claim(set.Quotas, cost);
                Submit(claim);
                using var withdrawal = cancellationToken.CanBeCanceled ? WithdrawWith(claim, cancellationToken) : default;
                switch (await claim.Result)
                {
                    case ClaimResult.Served:
                        result = "served";
                        return Admit(claim, permit);
                    case ClaimResult.Refused:
                        result = "refused";
                        return RefuseQuota(set, cost, time.GetTimestamp(), permit);
                    case ClaimResult.Rebind:
                        set = binder.BindAgain(set.Owner, set.Group); // the owner, which may be a crowd
                        break;
                    default:
                        cancellationToken.ThrowIfCancellationRequested();
                        result = "unanswered";
                        return WithoutLedger(set, cost, permit);
                }
            }
        }
        catch
        {
            permit?.Leave();
            throw;
        }
        finally
        {
            span?.SetTag("tollgate.result", result);
            LimitingMeter.DecisionWait.Record(time.GetElapsedTime(startedAt).TotalSeconds, new KeyValuePair<string, object?>("result", result));
        }
    }

    private void Submit(Claim claim)
    {
        lock (book.Gate)
        {
            book.Submit(claim, time.GetTimestamp());
        }

        pump.Wake();
    }

    private CancellationTokenRegistration WithdrawWith(Claim claim, CancellationToken cancellationToken) =>
        cancellationToken.UnsafeRegister(static state => ((Action)state!)(), () => Withdraw(claim));

    private void Withdraw(Claim claim)
    {
        lock (book.Gate)
        {
            book.Abandon(claim);
        }

        pump.Wake();
    }

    private static Decision Admit(Claim claim, InFlight? permit)
    {
        Decision.Charges charges = default;
        for (var i = 0; i < claim.Charges.Length; i++)
        {
            charges[i] = claim.Charges[i];
        }

        return new Decision(Outcome.Admitted, claim.Cost, DecisionNumber.Next(), charges, claim.Charges.Length) { Permit = permit };
    }

    /// <summary>The failure policy: the ledger did not answer in time.</summary>
    private Decision WithoutLedger(QuotaSet set, long cost, InFlight? permit)
    {
        var now = time.GetTimestamp();
        var isAdmitted = set.OnLedgerFailure switch
        {
            LedgerFailurePolicy.FailOpen => true,
            LedgerFailurePolicy.FailLocal => TrySpendLocally(set, cost, now),
            _ => false,
        };
        LimitingMeter.DegradedDecisions.Add(1, new KeyValuePair<string, object?>("outcome", isAdmitted ? "admitted" : "refused"));
        if (!isAdmitted)
        {
            permit?.Leave();
            return Refuse(set, Outcome.Unavailable, cost, RetryWhenUnavailable);
        }

        lock (book.Gate)
        {
            foreach (var quota in set.Quotas)
            {
                book.Owe(quota, cost, now);
            }
        }

        return new Decision(Outcome.Admitted, cost, DecisionNumber.Next(), default, 0) { Permit = permit, IsDegraded = true };
    }

    /// <summary>This node's share of every quota, or of none.</summary>
    private bool TrySpendLocally(QuotaSet set, long cost, long now)
    {
        for (var i = 0; i < set.Quotas.Length; i++)
        {
            if (!set.Quotas[i].Local.TrySpend(set.Quotas[i].Spec, cost, book.Clock.At(now), book.Nodes))
            {
                for (var spent = 0; spent < i; spent++)
                {
                    set.Quotas[spent].Local.PutBack(cost);
                }

                return false;
            }
        }

        return true;
    }
}
