namespace Tollgate.Limiting;

/// <content>Requests that wait for the ledger, and what they get when it does not answer.</content>
internal sealed partial class LeasedRateLimiter
{
    private ValueTask<Decision> AskLedgerAsync(QuotaSet set, long cost, InFlight? permit, CancellationToken cancellationToken) =>
        Tracing.Source.HasListeners() ? AskLedgerTracedAsync(set, cost, permit, cancellationToken) : AskLedger(set, cost, permit, cancellationToken);

    /// <summary>A method of its own: the span is to be the current one of nobody but the one who waits.</summary>
    private async ValueTask<Decision> AskLedgerTracedAsync(QuotaSet set, long cost, InFlight? permit, CancellationToken cancellationToken)
    {
        using var span = Tracing.Source.StartActivity("tollgate.decision.wait");
        try
        {
            var decision = await AskLedger(set, cost, permit, cancellationToken);
            span?.SetTag("tollgate.result", decision switch
            {
                { Outcome: Outcome.Unavailable } or { IsDegraded: true } => "unanswered",
                { Outcome: Outcome.Admitted } => "served",
                _ => "refused",
            });
            return decision;
        }
        catch (OperationCanceledException)
        {
            span?.SetTag("tollgate.result", "cancelled");
            throw;
        }
    }

    private ValueTask<Decision> AskLedger(QuotaSet set, long cost, InFlight? permit, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var pending = new PendingDecision(this, set, cost, permit, cancellationToken) { StartedAt = time.GetTimestamp() };
                lock (book.Gate)
                {
                    book.Submit(pending, time.GetTimestamp()); // read under the gate: it may have been waited for, and a lease may have ended meanwhile
                }

                pump.Wake();
                if (pending is not { IsDone: true, Result: ClaimResult.Rebind })
                {
                    return pending.WaitAsync();
                }

                set = binder.BindAgain(set.Owner, set.Group); // the owner, which may be a crowd
            }
        }
        catch
        {
            permit?.Leave();
            throw;
        }
    }

    /// <summary>What a claim's result means for the request that waited for it.</summary>
    internal Decision Conclude(PendingDecision pending, ClaimResult result)
    {
        var outcome = "cancelled";
        try
        {
            switch (result)
            {
                case ClaimResult.Served:
                    outcome = "served";
                    return Admit(pending, pending.Permit);
                case ClaimResult.Refused:
                    outcome = "refused";
                    return RefuseQuota(pending.Set, pending.Cost, time.GetTimestamp(), pending.Permit);
                default:
                    if (pending.IsCancelled)
                    {
                        throw new OperationCanceledException(pending.CancellationToken);
                    }

                    outcome = "unanswered";
                    return WithoutLedger(pending.Set, pending.Cost, pending.Permit);
            }
        }
        catch
        {
            pending.Permit?.Leave();
            throw;
        }
        finally
        {
            LimitingMeter.DecisionWait.Record(time.GetElapsedTime(pending.StartedAt).TotalSeconds, new KeyValuePair<string, object?>("result", outcome));
        }
    }

    /// <summary>Ends a claim whose request went away.</summary>
    internal void Withdraw(Claim claim)
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
