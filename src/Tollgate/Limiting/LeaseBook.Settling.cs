namespace Tollgate.Limiting;

/// <content>What the ledger's answers mean.</content>
internal sealed partial class LeaseBook
{
    /// <summary>Stale replies in a row after which a quota's claims are given to the failure policy: the database's clock runs backwards.</summary>
    private const int MaxStaleReplies = 5;

    private static readonly TimeSpan FirstBackOff = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromSeconds(2);

    /// <summary>Takes the reply to a batch: new leases, served and refused claims.</summary>
    public void Settle(LedgerBatch batch, LedgerReply reply, long now)
    {
        _isDown = false;
        _isProbing = false;
        _backOff = default;
        clock.Correct(reply.DatabaseNow, batch.SentAt, now, reply.Grants.Any(g => g.IsStale));
        for (var i = 0; i < batch.Asks.Length; i++)
        {
            batch.Quotas[i].IsAsking = false;
            SettleOne(batch.Quotas[i], batch.Asks[i], reply.Grants[i], batch.SentAt, reply.DatabaseNow, now);
        }

        EndWaiting(now);
    }

    /// <summary>Takes that no reply came: what was asked may or may not have been done, so nothing of it is used and nothing is sent again.</summary>
    public void Fail(LedgerBatch batch, long now)
    {
        _isDown = true;
        _failedAt = now;
        _isProbing = false;
        _backOff = _backOff == default ? FirstBackOff : _backOff * 2 < LongestBackOff ? _backOff * 2 : LongestBackOff;
        _retryAt = now + Ticks(_backOff);
        for (var i = 0; i < batch.Asks.Length; i++)
        {
            var (quota, ask) = (batch.Quotas[i], batch.Asks[i]);
            quota.IsAsking = false;
            if (ask.Back < 0)
            {
                // Units owed are charged again at worst, which errs on the careful side; units handed back are never sent twice.
                Merge(quota.Backs ??= [], [.. ask.BackStarts], ask.Back);
            }

            FailWaiting(quota);
            Requeue(quota);
        }
    }

    private void SettleOne(Quota quota, LedgerAsk ask, LedgerGrant grant, long sentAt, long databaseNow, long now)
    {
        if (grant.IsStale)
        {
            if (++quota.StaleReplies >= MaxStaleReplies)
            {
                quota.StaleReplies = 0;
                FailWaiting(quota);
            }

            Requeue(quota);
            return;
        }

        quota.StaleReplies = 0;
        var view = new LedgerView(ask.Spec, grant.Spans, grant.Used);
        // One millisecond less, because the database's clock is cut off to whole ones.
        var windowEnd = sentAt + Ticks(TimeSpan.FromMilliseconds(Math.Clamp(view.FirstEnd - databaseNow - 1, 0, 1_000_000_000)));
        if (!ReferenceEquals(quota.Terms, ask.Spec.Terms) || now >= windowEnd)
        {
            // Granted under limits or in a window that no longer hold: the units go back, and whoever waits asks again.
            if (grant.Granted > 0)
            {
                HandBack(quota, view.Terms, view.Windows, grant.Granted);
            }

            Requeue(quota);
            return;
        }

        quota.See(view);
        var units = grant.Granted + Leftover(quota, view);
        var deadline = Math.Min(windowEnd, sentAt + Ticks(LeaseSizer.Lifetime(units, view.Room, Nodes, options)));
        var refillAt = deadline - ((deadline - sentAt) / 4);
        var lease = new Lease(quota, view, units, deadline, refillAt, windowEnd, Math.Min(refillAt, windowEnd - Ticks(CoarseClock.MaxLag)));
        ServeWaiting(quota, lease, now, windowEnd);
        Publish(quota, lease, now);
        Requeue(quota);
    }

    /// <summary>Units of the lease that the reply replaces, if they belong to the same windows.</summary>
    private long Leftover(Quota quota, LedgerView view)
    {
        if (quota.Lease is not { } lease)
        {
            return 0;
        }

        for (var slot = 0; slot < QuotaSpec.Slots; slot++)
        {
            if (lease.View.Spans[slot].Start != view.Spans[slot].Start)
            {
                CloseLease(quota);
                return 0;
            }
        }

        quota.Lease = null;
        var left = lease.Close();
        quota.Demand += lease.MeasureSpent(left);
        return left;
    }

    private void ServeWaiting(Quota quota, Lease lease, long now, long windowEnd)
    {
        var isRefused = false;
        for (var taken = quota.TakeWaiting(); taken is not null;)
        {
            var claim = WaitingLine.TakeNext(quota, ref taken);
            if (claim.IsDone)
            {
                continue;
            }

            if (claim.Cost == 0 ? !lease.View.IsClosed : lease.TryTakeFirst(claim.Cost))
            {
                Serve(claim, quota, lease, now);
            }
            else if (lease.View.IsClosed || lease.View.Room < claim.Cost - lease.Units)
            {
                isRefused = true;
                Release(claim, ClaimResult.Refused);
            }
            else
            {
                quota.Wait(claim);
            }
        }

        if (isRefused)
        {
            quota.Denial = new Denial(lease.View, windowEnd, now + Ticks(options.DeniedProbeInterval), windowEnd - Ticks(CoarseClock.MaxLag));
        }
        else if (lease.View.Room > 0 || lease.Units > 0)
        {
            quota.Denial = null;
        }
    }

    private void Serve(Claim claim, Quota quota, Lease lease, long now)
    {
        lease.Measured += claim.Cost; // counted as demand when the claim was submitted
        var charge = claim.Cost == 0 ? new Charge(lease.View, lease.Units) : new Charge(lease, lease.Units);
        if (claim.Serve(quota, charge))
        {
            Complete(claim, now);
        }
    }

    /// <summary>
    /// Ends a claim that has all its units, unless a window ended while the last of them were on their way: those are put back
    /// and asked for again, so that nothing is admitted in a window that is over.
    /// </summary>
    private void Complete(Claim claim, long now)
    {
        var isComplete = true;
        for (var i = 0; i < claim.Quotas.Length; i++)
        {
            if (claim.Charges[i].Lease is { } lease && now >= lease.WindowEnd)
            {
                PutBack(claim.Charges[i], claim.Cost);
                claim.Unserve(i);
                claim.Quotas[i].Wait(claim);
                Enqueue(claim.Quotas[i]);
                isComplete = false;
            }
        }

        if (isComplete)
        {
            claim.Finish(ClaimResult.Served);
        }
    }

    private void Publish(Quota quota, Lease lease, long now)
    {
        quota.Lease = lease;
        if (quota.Terms.Enforcement == Enforcement.Strict || _isDraining || now >= lease.Deadline || lease.Units == 0)
        {
            CloseLease(quota);
            return;
        }

        _deadlines.Enqueue((quota, lease), lease.Deadline);
    }

    private void FailWaiting(Quota quota)
    {
        for (var taken = quota.TakeWaiting(); taken is not null;)
        {
            Abandon(WaitingLine.TakeNext(quota, ref taken));
        }
    }

    private void Requeue(Quota quota)
    {
        if (quota.IsAwaited || quota.Backs is not null || quota.WantsRefill)
        {
            Enqueue(quota);
        }
    }
}
