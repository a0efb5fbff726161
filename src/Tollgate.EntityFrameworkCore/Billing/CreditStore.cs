using Microsoft.EntityFrameworkCore;
using Tollgate.Billing;
using Tollgate.Billing.Crediting;
using Tollgate.Entitling;
using Tollgate.EntityFrameworkCore.Administering;
using Tollgate.EntityFrameworkCore.Entitling;
using Tollgate.EntityFrameworkCore.Statements;

namespace Tollgate.EntityFrameworkCore.Billing;

/// <summary>Keeps prepaid credits.</summary>
internal sealed class CreditStore(
    IDbContextFactory<TollgateDbContext> contexts, EntitlementWriter writer, CreditWriter credits, StatementDialect clock, TimeProvider time) : ICreditStore
{
    private const int Looks = 5;

    public async Task<GrantedCredits> GrantAsync(NewCredits grant, CancellationToken cancellationToken)
    {
        try
        {
            return await writer.WriteAsync((context, changes) => credits.GrantAsync(context, changes, grant, cancellationToken), cancellationToken);
        }
        catch (DbUpdateException)
        {
            // The same reference may have been granted to another customer, whose row is another lock.
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            if (await CreditWriter.FindAsync(context, grant.Reference, cancellationToken) is { } known)
            {
                return new GrantedCredits(known, IsNew: false);
            }

            throw;
        }
    }

    public async Task<CreditBalance> ReadAsync(long userId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var session = await StatementSession.OnAsync(context, cancellationToken);
        for (var look = 1; ; look++)
        {
            // Grants and ledger row are two reads: they belong together when nothing was used between them.
            var used = await UsedAsync(session, userId, cancellationToken);
            var grants = await context.CreditGrants.AsNoTracking().Where(g => g.UserId == userId).OrderBy(g => g.Id).ToListAsync(cancellationToken);
            var now = await clock.NowAsync(session, time, cancellationToken);
            if (look == Looks || await UsedAsync(session, userId, cancellationToken) == used)
            {
                return CreditAllocation.Of(grants, used, now);
            }
        }
    }

    public async Task<long> ExpireAsync(long userId, CancellationToken cancellationToken)
    {
        if (!(await ReadAsync(userId, cancellationToken)).HasToSettle)
        {
            return 0; // nothing to do costs no lock
        }

        return await writer.WriteAsync(
            async (context, changes) => await credits.ExpireAsync(context, changes, await credits.LockAsync(context, userId, cancellationToken), cancellationToken),
            cancellationToken);
    }

    public async Task<IReadOnlyList<long>> FindExpiredAsync(TimeSpan recently, long after, int most, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var now = await NowAsync(context, cancellationToken);
        var from = now - recently;
        return await context.CreditGrants
            .Where(g => g.UserId > after
                && ((g.ExpiresAt <= now && (g.ExpiredUnits == null || g.ExpiresAt > from)) || (g.RefundedAt > from && g.RefundedUnits > g.RevokedUnits)))
            .Select(g => g.UserId)
            .Distinct()
            .OrderBy(id => id)
            .Take(most)
            .ToListAsync(cancellationToken);
    }

    public async Task<TimeSpan?> NextExpiryAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var now = await NowAsync(context, cancellationToken);
        return await context.CreditGrants.Where(g => g.ExpiresAt > now).MinAsync(g => g.ExpiresAt, cancellationToken) - now;
    }

    private async Task<DateTimeOffset> NowAsync(TollgateDbContext context, CancellationToken cancellationToken)
    {
        await using var session = await StatementSession.OnAsync(context, cancellationToken);
        return await clock.NowAsync(session, time, cancellationToken);
    }

    private static async Task<long> UsedAsync(StatementSession session, long userId, CancellationToken cancellationToken) =>
        await session.NumberAsync(CreditStatements.Used, cancellationToken, ("@subject", User.SubjectOf(userId))) ?? 0;
}
