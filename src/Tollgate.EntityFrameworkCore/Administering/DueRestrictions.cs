using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tollgate.Billing;
using Tollgate.Billing.Notices;
using Tollgate.Billing.Restricting;
using Tollgate.Entitling;
using Tollgate.EntityFrameworkCore.Billing;
using Tollgate.EntityFrameworkCore.Entitling;
using Tollgate.EntityFrameworkCore.Statements;

namespace Tollgate.EntityFrameworkCore.Administering;

/// <summary>Works off what time alone changes: each user in a transaction of its own, one node at a time.</summary>
/// <remarks>The claim saves work and is not needed to be right: a step that two nodes take at once is taken once, because the user's row is locked.</remarks>
internal sealed class DueRestrictions(
    IDbContextFactory<TollgateDbContext> contexts,
    EntitlementWriter writer,
    RestrictionWriter restrictions,
    BillingOutbox outbox,
    StatementDialect dialect,
    IOptions<NoticeOptions> notices,
    TimeProvider clock,
    ILogger<DueRestrictions> logger) : IDueRestrictions
{
    private const string WorkKey = "restrictions";
    private const int PageSize = 100;
    private static readonly TimeSpan Claim = TimeSpan.FromMinutes(1);

    public Task<int?> ApplyAsync(string node, CancellationToken cancellationToken) => ClaimedAsync(
        node, (context, now, after) => context.Subscriptions.Where(s => s.ChangesAt <= now && s.UserId > after).Select(s => s.UserId), cancellationToken);

    public Task<int?> ApplyAllAsync(string node, CancellationToken cancellationToken) => ClaimedAsync(
        node,
        (context, _, after) => context.Subscriptions
            .Where(s => s.UserId > after && (s.Restriction != RestrictionLevel.None || context.Invoices.Any(i => i.UserId == s.UserId && i.Status == InvoiceStatus.Open)))
            .Select(s => s.UserId),
        cancellationToken);

    public async Task<int> RemindAsync(CancellationToken cancellationToken)
    {
        var (now, settings) = (await NowAsync(cancellationToken), notices.Value);
        var (trialsUntil, renewalsUntil) = (now + settings.TrialEndingWithin, now + settings.CardExpiringWithin);
        var count = 0;
        for (var after = 0L; ;)
        {
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            var page = await (
                from subscription in context.Subscriptions
                join customer in context.BillingCustomers on subscription.UserId equals customer.UserId into customers
                from customer in customers.DefaultIfEmpty()
                where subscription.Id > after && subscription.CancelsAt == null && (
                    (subscription.Status == SubscriptionStatus.Trialing && subscription.TrialEndsAt > now && subscription.TrialEndsAt <= trialsUntil)
                    || ((subscription.Status == SubscriptionStatus.Active || subscription.Status == SubscriptionStatus.Trialing)
                        && subscription.CurrentPeriodEnd > now && subscription.CurrentPeriodEnd <= renewalsUntil
                        && customer != null && customer.CardExpiresAt != null && customer.CardExpiresAt <= subscription.CurrentPeriodEnd))
                orderby subscription.Id
                select new { Subscription = subscription, Customer = customer }).AsNoTracking().Take(PageSize).ToListAsync(cancellationToken);
            if (page.Count == 0)
            {
                return count;
            }

            await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
            foreach (var row in page)
            {
                await outbox.StoreAsync(context, row.Subscription.UserId, [.. RemindersOf(row.Subscription, row.Customer, now, trialsUntil)], now, cancellationToken);
            }

            await transaction.CommitAsync(cancellationToken);
            count += page.Count;
            after = page[^1].Subscription.Id;
        }
    }

    private static IEnumerable<BillingNotice> RemindersOf(Subscription subscription, BillingCustomer? customer, DateTimeOffset now, DateTimeOffset trialsUntil)
    {
        if (subscription is { Status: SubscriptionStatus.Trialing, TrialEndsAt: { } endsAt } && endsAt > now && endsAt <= trialsUntil)
        {
            yield return BillingNotices.TrialEnding(subscription, endsAt, now);
        }

        if (customer is { CardExpiresAt: { } expiresAt, IsDeleted: false } && expiresAt <= subscription.CurrentPeriodEnd)
        {
            yield return BillingNotices.CardExpiring(customer, subscription, expiresAt, now);
        }
    }

    private async Task<int?> ClaimedAsync(string node, Func<TollgateDbContext, DateTimeOffset, long, IQueryable<long>> users, CancellationToken cancellationToken)
    {
        var begun = await NowAsync(cancellationToken);
        if (await PageAsync(users, begun, 0, cancellationToken) is not { Count: > 0 } page)
        {
            return 0; // so that no lock is taken for nothing
        }

        if (!await TakeAsync(node, begun, cancellationToken))
        {
            return null;
        }

        var count = 0;
        try
        {
            for (var start = clock.GetTimestamp(); page.Count > 0 && clock.GetElapsedTime(start) < Claim / 2;)
            {
                foreach (var userId in page)
                {
                    count += await ApplyAsync(userId, cancellationToken) ? 1 : 0;
                }

                page = await PageAsync(users, begun, page[^1], cancellationToken);
            }
        }
        finally
        {
            await LetGoAsync(node);
        }

        return count;
    }

    private async Task<List<long>> PageAsync(
        Func<TollgateDbContext, DateTimeOffset, long, IQueryable<long>> users, DateTimeOffset now, long after, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await users(context, now, after).Distinct().OrderBy(id => id).Take(PageSize).ToListAsync(cancellationToken);
    }

    /// <summary>One user; what goes wrong there must not keep the others from their step.</summary>
    private async Task<bool> ApplyAsync(long userId, CancellationToken cancellationToken)
    {
        try
        {
            return await writer.WriteAsync(
                async (context, changes) =>
                {
                    var now = await dialect.NowAsync(StatementSession.Within(context), clock, cancellationToken);
                    await restrictions.ApplyAsync(context, changes, userId, now, cancellationToken);
                    return true;
                },
                cancellationToken);
        }
        catch (Exception exception) when (exception is DbUpdateException or InvalidOperationException or InvalidDataException)
        {
            Log.StepFailed(logger, userId, exception);
            return false;
        }
    }

    private async Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken)
    {
        await using var session = await StatementSession.OpenAsync(contexts, cancellationToken);
        return await dialect.NowAsync(session, clock, cancellationToken);
    }

    private async Task<bool> TakeAsync(string node, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var until = now + Claim;
        var taken = await context.BillingClaims.Where(c => c.WorkKey == WorkKey && c.Until <= now)
            .ExecuteUpdateAsync(c => c.SetProperty(r => r.Node, node).SetProperty(r => r.Until, until), cancellationToken);
        if (taken == 1 || await context.BillingClaims.AnyAsync(c => c.WorkKey == WorkKey, cancellationToken))
        {
            return taken == 1;
        }

        try
        {
            context.BillingClaims.Add(new BillingClaim { WorkKey = WorkKey, Node = node, Until = until });
            await context.SaveChangesAsync(cancellationToken);
            return true;
        }
        catch (DbUpdateException)
        {
            return false; // another node was faster
        }
    }

    /// <summary>Also while the node stops: another one may go on at once.</summary>
    private async Task LetGoAsync(string node)
    {
        await using var context = await contexts.CreateDbContextAsync(CancellationToken.None);
        await context.BillingClaims.Where(c => c.WorkKey == WorkKey && c.Node == node)
            .ExecuteUpdateAsync(c => c.SetProperty(r => r.Until, DateTimeOffset.UnixEpoch), CancellationToken.None);
    }
}
