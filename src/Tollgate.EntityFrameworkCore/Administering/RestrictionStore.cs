using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Tollgate.Administering;
using Tollgate.Billing;
using Tollgate.Billing.Restricting;
using Tollgate.Entitling;
using Tollgate.EntityFrameworkCore.Billing;
using Tollgate.EntityFrameworkCore.Entitling;
using Tollgate.EntityFrameworkCore.Statements;

namespace Tollgate.EntityFrameworkCore.Administering;

/// <summary>Keeps holds, forgiven invoices and restrictions by hand; each write works the ladder out anew in its transaction.</summary>
internal sealed class RestrictionStore(
    IDbContextFactory<TollgateDbContext> contexts,
    EntitlementWriter writer,
    RestrictionWriter restrictions,
    StatementDialect dialect,
    IOptions<RestrictionOptions> options,
    TimeProvider clock) : IRestrictionStore
{
    private const int ShownFailures = 50;
    private static readonly TimeSpan ShownFor = TimeSpan.FromDays(180);

    public async Task<RestrictionState> ReadAsync(long userId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.Database.OpenConnectionAsync(cancellationToken);
        var now = await dialect.NowAsync(StatementSession.Within(context), clock, cancellationToken);
        var subscriptions = await context.Subscriptions.AsNoTracking().Where(s => s.UserId == userId).ToListAsync(cancellationToken);
        var facts = await RestrictionFactsReader.ReadAsync(context, userId, subscriptions, cancellationToken);
        var ranks = await PlanRanks.ReadAsync(context, subscriptions.Select(s => s.PlanName).ToHashSet(StringComparer.Ordinal), cancellationToken);
        var counts = EntitlementResolver.Restricting(subscriptions, now, ranks.Of);
        var decision = counts is null ? RestrictionDecision.None : RestrictionLadder.Decide(counts, facts, options.Value, now);
        return new RestrictionState(
            counts,
            decision with { Since = decision.Since ?? counts?.RestrictedSince },
            [.. facts.Invoices.Where(i => i.IsOwed).OrderBy(i => i.CreatedAt)],
            [.. facts.Failures.Where(f => f.FailedAt > now - ShownFor).OrderByDescending(f => f.FailedAt).Take(ShownFailures)],
            [.. facts.Disputes.OrderBy(d => d.OpenedAt)],
            facts.Hold);
    }

    public Task RestrictAsync(long userId, RestrictionLevel level, string? paymentLink, CancellationToken cancellationToken) => WriteAsync(
        async (context, _) =>
        {
            foreach (var subscription in await context.Subscriptions.Where(s => s.UserId == userId).ToListAsync(cancellationToken))
            {
                subscription.ManualRestriction = level;
                subscription.PaymentLink = paymentLink ?? subscription.PaymentLink;
            }

            return (userId, true);
        },
        cancellationToken);

    public Task<RestrictionHold> HoldAsync(RestrictionHold hold, CancellationToken cancellationToken) => WriteAsync(
        async (context, now) =>
        {
            hold.GrantedAt = now;
            if (await context.RestrictionHolds.FindAsync([hold.UserId], cancellationToken) is { } stored)
            {
                context.Entry(stored).CurrentValues.SetValues(hold);
            }
            else
            {
                context.RestrictionHolds.Add(hold);
            }

            return (hold.UserId, hold);
        },
        cancellationToken);

    public Task<bool> ReleaseAsync(long userId, CancellationToken cancellationToken) => WriteAsync(
        async (context, _) => (userId, await context.RestrictionHolds.Where(h => h.UserId == userId).ExecuteDeleteAsync(cancellationToken) > 0), cancellationToken);

    public async Task<Invoice?> FindInvoiceAsync(string reference, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Invoices.AsNoTracking().FirstOrDefaultAsync(i => i.Reference == reference, cancellationToken);
    }

    public Task<Invoice> ForgiveAsync(string reference, string by, CancellationToken cancellationToken) => WriteAsync(
        async (context, now) =>
        {
            var invoice = await context.Invoices.SingleAsync(i => i.Reference == reference, cancellationToken);
            if (invoice.ForgivenAt is null)
            {
                (invoice.ForgivenAt, invoice.ForgivenBy) = (now, by);
            }

            return (invoice.UserId, invoice);
        },
        cancellationToken);

    private Task<T> WriteAsync<T>(Func<TollgateDbContext, DateTimeOffset, Task<(long UserId, T Result)>> write, CancellationToken cancellationToken) => writer.WriteAsync(
        async (context, changes) =>
        {
            var now = await dialect.NowAsync(StatementSession.Within(context), clock, cancellationToken);
            var (userId, result) = await write(context, now);
            changes.Add(Change.OfUser(userId));
            await restrictions.ApplyAsync(context, changes, userId, now, cancellationToken);
            return result;
        },
        cancellationToken);
}
