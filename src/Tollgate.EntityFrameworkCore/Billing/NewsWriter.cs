using Microsoft.EntityFrameworkCore;
using Tollgate.Billing;
using Tollgate.Billing.Crediting;
using Tollgate.Entitling;
using Tollgate.EntityFrameworkCore.Statements;

namespace Tollgate.EntityFrameworkCore.Billing;

/// <summary>Stores news of the payment provider inside one transaction, with everything that follows from them.</summary>
internal sealed class NewsWriter(
    BillingClock clock,
    CustomerWriter customers,
    SubscriptionWriter subscriptions,
    InvoiceWriter invoices,
    RestrictionWriter restrictions,
    CreditWriter credits,
    TopUpCredits packs)
{
    public async Task<NewsOutcome> ApplyAsync(TollgateDbContext context, ISet<Change> changes, BillingNews news, CancellationToken cancellationToken)
    {
        var now = await clock.NowAsync(context, cancellationToken);
        if (news.Claim is { } claim && await context.Database.ExecuteSqlRawAsync(
            InboxStatements.Hold, [claim.WorkKey, claim.Holder, clock.Parameter(now)], cancellationToken) == 0)
        {
            return new NewsOutcome(null, null, IsClaimLost: true);
        }

        await FailMetersAsync(context, news, cancellationToken);
        var user = await customers.FindUserAsync(context, news, cancellationToken);
        var outcome = new NewsOutcome(user, user is null ? NobodyReason(news) : null);
        if (user is { } userId)
        {
            // Rows of one user change in transactions one after the other: what holds is worked out from all of them.
            await context.Database.ExecuteSqlRawAsync(InboxStatements.LockUser, [userId], cancellationToken);
            var isNewLink = await customers.WriteAsync(context, news, userId, now, cancellationToken);
            var ignored = await subscriptions.WriteAsync(context, changes, news, userId, now, cancellationToken);
            await invoices.WriteAsync(context, news, userId, now, cancellationToken);
            await WriteDisputesAsync(context, news, userId, now, cancellationToken);
            await restrictions.ApplyAsync(context, changes, userId, now, cancellationToken);
            await TopUpAsync(context, changes, news, userId, cancellationToken); // last: it holds the ledger row
            outcome = new NewsOutcome(userId, ignored) { IsNewLink = isNewLink, Revoked = await RevokeAsync(context, changes, news, userId, cancellationToken) };
        }

        await EndAsync(context, news.Events, outcome.IgnoredBecause, now, cancellationToken);
        return outcome;
    }

    private static string? NobodyReason(BillingNews news) => (news.CustomerReference, news.MissingSubscription) switch
    {
        ({ } customer, _) => $"{BillingNews.UnknownCustomer} {customer}: no user is linked to it; it is done as soon as one is.",
        (null, { } subscription) => $"the provider has no subscription {subscription}: another account or mode?",
        _ => news.IsAboutMeters ? null : $"{BillingNews.UnknownCustomer}: the provider names none.",
    };

    private static async Task FailMetersAsync(TollgateDbContext context, BillingNews news, CancellationToken cancellationToken)
    {
        foreach (var error in news.MeterErrors)
        {
            var why = $"{error.Code}: {error.Message}";
            await context.MeterEvents.Where(m => m.Identifier == error.Identifier && m.State != MeterEventState.Canceled).ExecuteUpdateAsync(
                m => m.SetProperty(r => r.State, MeterEventState.Failed).SetProperty(r => r.Error, why), cancellationToken);
        }
    }

    /// <summary>Grants the credit packs of paid invoices, each line once, however often the invoice is told of.</summary>
    private async Task TopUpAsync(TollgateDbContext context, ISet<Change> changes, BillingNews news, long userId, CancellationToken cancellationToken)
    {
        // Of an invoice whose payment went back, too: else its grant, which may come to be told of later, would not know of it.
        var invoices = news.Invoices.Where(i => i.Status == InvoiceStatus.Paid && !news.IsProvisional).Select(i => i.Lines).Concat(news.Reversals.Select(r => r.Lines));
        foreach (var line in invoices.SelectMany(l => l))
        {
            if (packs.PackOf(userId, line.PriceReference, line.Quantity, line.Reference) is { } pack)
            {
                await credits.GrantAsync(context, changes, pack, cancellationToken);
            }
        }
    }

    /// <summary>Takes credits back whose payment went back: each line's share of it, since nobody says which line a refund is for.</summary>
    private async Task<IReadOnlyList<RevokedCredits>> RevokeAsync(
        TollgateDbContext context, ISet<Change> changes, BillingNews news, long userId, CancellationToken cancellationToken)
    {
        var all = new List<RevokedCredits>();
        foreach (var reversal in news.Reversals)
        {
            foreach (var line in reversal.Lines)
            {
                if (await CreditWriter.FindAsync(context, line.Reference, cancellationToken) is not null
                    && await credits.RefundAsync(context, changes, userId, line.Reference, reversal.Returned, reversal.Paid, cancellationToken) is { } revoked)
                {
                    all.Add(revoked);
                }
            }
        }

        return all;
    }

    private static async Task WriteDisputesAsync(TollgateDbContext context, BillingNews news, long userId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var looked in news.Disputes)
        {
            var stored = await context.Disputes.FindAsync([looked.Reference], cancellationToken);
            if (stored is null)
            {
                stored = new Dispute { Reference = looked.Reference, UserId = userId, Status = looked.Status, Currency = looked.Currency, OpenedAt = looked.OpenedAt };
                context.Disputes.Add(stored);
            }

            stored.Status = looked.Status;
            stored.Amount = looked.Amount;
            stored.Currency = looked.Currency;
            stored.ClosedAt = looked.IsOpen ? null : stored.ClosedAt ?? now;
        }
    }

    private static async Task EndAsync(
        TollgateDbContext context, IReadOnlyList<WebhookEvent> events, string? ignoredBecause, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (events.Count == 0)
        {
            return;
        }

        var ids = events.Select(e => e.Id).ToList();
        var state = ignoredBecause is null ? WebhookState.Done : WebhookState.Ignored;
        await context.WebhookEvents.Where(e => ids.Contains(e.Id) && e.State == WebhookState.Pending).ExecuteUpdateAsync(
            e => e.SetProperty(r => r.State, state)
                .SetProperty(r => r.Reason, ignoredBecause)
                .SetProperty(r => r.Attempts, r => r.Attempts + 1)
                .SetProperty(r => r.EndedAt, now),
            cancellationToken);
    }
}
