using Microsoft.EntityFrameworkCore;
using Tollgate.Billing;
using Tollgate.Billing.Crediting;
using Tollgate.Entitling;
using Tollgate.EntityFrameworkCore.Statements;

namespace Tollgate.EntityFrameworkCore.Billing;

/// <summary>Grants and expires prepaid credits inside somebody's transaction, which holds the customer's ledger row from then on.</summary>
/// <remarks>
/// Grants of units wait for that row, and with them the batch that they are part of: call this last in a transaction, and commit soon.
/// </remarks>
internal sealed class CreditWriter(CreditDialect dialect, StatementDialect clock, TimeProvider time)
{
    /// <summary>Grants units unless the reference is known.</summary>
    public async Task<GrantedCredits> GrantAsync(TollgateDbContext context, ISet<Change> changes, NewCredits credits, CancellationToken cancellationToken)
    {
        if (await FindAsync(context, credits.Reference, cancellationToken) is { } known)
        {
            return new GrantedCredits(known, IsNew: false);
        }

        var account = await LockAsync(context, credits.UserId, cancellationToken);
        if (account.Grants.FirstOrDefault(g => g.Reference == credits.Reference) is { } raced)
        {
            return new GrantedCredits(raced, IsNew: false);
        }

        var spent = CreditAllocation.Of(account.Grants, account.Used, account.Now).Spent;

        // First, so that what is left of an expired grant is not taken for something that the new one can replace.
        await ExpireAsync(context, changes, account, cancellationToken);
        var grant = new CreditGrant
        {
            UserId = credits.UserId,
            Units = credits.Units,
            ExpiresAt = credits.ExpiresAt,
            Reference = credits.Reference,
            Reason = credits.Reason,
            GrantedBy = credits.GrantedBy,
            GrantedAt = account.Now,
            UsedBefore = spent,
        };
        context.CreditGrants.Add(grant);
        await context.SaveChangesAsync(cancellationToken);
        changes.Add(Change.OfUser(credits.UserId));
        return new GrantedCredits(grant, IsNew: true);
    }

    /// <summary>Locks a customer's credits until the transaction ends.</summary>
    public async Task<CreditAccount> LockAsync(TollgateDbContext context, long userId, CancellationToken cancellationToken)
    {
        var session = StatementSession.Within(context);
        var span = Window.Credits.At(0);
        var used = await session.NumberAsync(
            dialect.Lock,
            cancellationToken,
            ("@subject", User.SubjectOf(userId)), ("@start", span.Start), ("@end", span.End), ("@now", await clock.NowAsync(session, time, cancellationToken)));
        Forget(context);
        var grants = await context.CreditGrants.Where(g => g.UserId == userId).OrderBy(g => g.Id).ToListAsync(cancellationToken);
        return new CreditAccount(userId, used ?? 0, await clock.NowAsync(session, time, cancellationToken), grants);
    }

    /// <summary>
    /// Notes how much of the payment of a grant went back, and takes back as much of it as nobody has spent; null when there is no such grant or it is
    /// known. It is what holds now: told again it changes nothing, and a refund that failed gives the units again.
    /// </summary>
    public async Task<RevokedCredits?> RefundAsync(
        TollgateDbContext context, ISet<Change> changes, long userId, string reference, long returned, long paid, CancellationToken cancellationToken)
    {
        var account = await LockAsync(context, userId, cancellationToken);
        if (paid <= 0 || account.Grants.FirstOrDefault(g => g.Reference == reference) is not { } grant)
        {
            return null;
        }

        var refunded = (long)((Int128)grant.Units * Math.Clamp(returned, 0, paid) / paid);
        if (grant.RefundedUnits == refunded)
        {
            return null;
        }

        var before = grant.RevokedUnits;
        grant.RefundedUnits = refunded;
        grant.RefundedAt = account.Now;
        await ExpireAsync(context, changes, account, cancellationToken);
        await context.SaveChangesAsync(cancellationToken);
        changes.Add(Change.OfUser(userId));
        var unpaid = Math.Max(0, refunded - grant.RevokedUnits - (grant.ExpiredUnits ?? 0));
        return new RevokedCredits(userId, reference, grant.RevokedUnits - before, unpaid);
    }

    /// <summary>Charges the expired and taken back units of a locked account to the ledger; says how many expired.</summary>
#pragma warning disable CA1822 // a service like its neighbours
    public async Task<long> ExpireAsync(TollgateDbContext context, ISet<Change> changes, CreditAccount account, CancellationToken cancellationToken)
#pragma warning restore CA1822
    {
        var balance = CreditAllocation.Of(account.Grants, account.Used, account.Now);
        var expired = balance.DueExpired;
        foreach (var share in balance.Grants)
        {
            share.Grant.RevokedUnits = share.Revoked;
            share.Grant.ExpiredUnits = CreditAllocation.IsOver(share.Grant, account.Now) ? share.Expired : share.Grant.ExpiredUnits;
        }

        foreach (var grant in account.Grants)
        {
            grant.UsedBefore = Math.Min(grant.UsedBefore, balance.Spent);
        }

        if (balance.Due != 0)
        {
            await StatementSession.Within(context).ExecuteAsync(
                CreditStatements.Charge, cancellationToken, ("@subject", account.Subject), ("@units", balance.Due), ("@now", account.Now));
            changes.Add(Change.OfUser(account.UserId));
        }

        return expired;
    }

    /// <summary>What was read before the lock may be old by now, and would be taken for what is stored.</summary>
    private static void Forget(TollgateDbContext context)
    {
        foreach (var known in context.ChangeTracker.Entries<CreditGrant>().Where(e => e.State == EntityState.Unchanged).ToList())
        {
            known.State = EntityState.Detached;
        }
    }

    /// <summary>The grant of a reference; null when there is none.</summary>
    public static Task<CreditGrant?> FindAsync(TollgateDbContext context, string reference, CancellationToken cancellationToken) =>
        context.CreditGrants.SingleOrDefaultAsync(g => g.Reference == reference, cancellationToken);
}
