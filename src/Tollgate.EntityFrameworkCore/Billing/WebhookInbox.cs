using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Tollgate.Billing;
using Tollgate.Entitling;
using Tollgate.EntityFrameworkCore.Statements;

namespace Tollgate.EntityFrameworkCore.Billing;

/// <summary>The inbox in the tables <c>webhook_events</c> and <c>billing_claims</c>.</summary>
internal sealed class WebhookInbox(IDbContextFactory<TollgateDbContext> contexts, BillingClock clock) : IWebhookInbox
{
    private const int MostWaiting = 5_000;

    public async Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await clock.NowAsync(context, cancellationToken);
    }

    public async Task<bool> AddAsync(string endpoint, ProviderEvent told, bool isLive, string? ignoredBecause, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var now = await clock.NowAsync(context, cancellationToken);
        var state = ignoredBecause is null ? WebhookState.Pending : WebhookState.Ignored;
        return await context.Database.ExecuteSqlRawAsync(
            InboxStatements.Add,
            [
                endpoint, told.Reference, told.Type, told.ObjectReference!, told.SubscriptionReference!, told.CustomerReference!, told.WorkKey, told.ApiVersion!, isLive,
                clock.Parameter(told.OccurredAt ?? now), clock.Parameter(now), told.Body, Word(state), ignoredBecause!,
                ignoredBecause is null ? null! : clock.Parameter(now),
            ],
            cancellationToken) == 1;
    }

    public async Task<IReadOnlyList<string>> FindDueAsync(int most, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var now = await clock.NowAsync(context, cancellationToken);
        return await context.WebhookEvents
            .Where(e => e.State == WebhookState.Pending && e.NextAttemptAt <= now
                && !context.BillingClaims.Any(c => c.WorkKey == e.WorkKey && c.Until > now))
            .GroupBy(e => e.WorkKey)
            .OrderBy(same => same.Min(e => e.Id))
            .Select(same => same.Key)
            .Take(most)
            .ToListAsync(cancellationToken);
    }

    public async Task<WorkClaim?> ClaimAsync(string workKey, string holder, TimeSpan length, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var now = await clock.NowAsync(context, cancellationToken);
        var taken = await context.Database.ExecuteSqlRawAsync(
            InboxStatements.Claim, [workKey, holder, clock.Parameter(now + length), clock.Parameter(now)], cancellationToken);
        if (taken == 0)
        {
            return null;
        }

        // After the claim: who had it before has stored what it did.
        var events = await context.WebhookEvents.AsNoTracking()
            .Where(e => e.WorkKey == workKey && e.State == WebhookState.Pending).OrderBy(e => e.Id).ToListAsync(cancellationToken);
        return new WorkClaim(workKey, holder, events);
    }

    public async Task ReleaseAsync(WorkClaim claim, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.Database.ExecuteSqlRawAsync(InboxStatements.Release, [claim.WorkKey, claim.Holder], cancellationToken);
    }

    public async Task FailAsync(IReadOnlyList<WebhookEvent> events, string reason, TimeSpan? pause, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var now = await clock.NowAsync(context, cancellationToken);
        var ids = events.Select(e => e.Id).ToList();
        var state = pause is null ? WebhookState.Dead : WebhookState.Pending;
        DateTimeOffset? ended = pause is null ? now : null;
        var next = now + (pause ?? TimeSpan.Zero);
        await context.WebhookEvents.Where(e => ids.Contains(e.Id) && e.State == WebhookState.Pending).ExecuteUpdateAsync(
            e => e.SetProperty(r => r.State, state)
                .SetProperty(r => r.Reason, reason)
                .SetProperty(r => r.Attempts, r => r.Attempts + 1)
                .SetProperty(r => r.NextAttemptAt, next)
                .SetProperty(r => r.EndedAt, ended),
            cancellationToken);
    }

    public async Task<IReadOnlyList<WebhookEvent>> ListAsync(WebhookQuery query, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var events = context.WebhookEvents.AsNoTracking().Where(e => query.Before == null || e.Id < query.Before);
        events = query.State is { } state ? events.Where(e => e.State == state) : events;
        events = query.Type is { } type ? events.Where(e => e.Type == type) : events;
        events = query.About is { } about
            ? events.Where(e => e.WorkKey == about || e.SubscriptionReference == about || e.CustomerReference == about || e.ObjectReference == about)
            : events;
        return await events.OrderByDescending(e => e.Id).Take(query.Take).Select(e => new WebhookEvent
        {
            Id = e.Id,
            Endpoint = e.Endpoint,
            Reference = e.Reference,
            Type = e.Type,
            ObjectReference = e.ObjectReference,
            SubscriptionReference = e.SubscriptionReference,
            CustomerReference = e.CustomerReference,
            WorkKey = e.WorkKey,
            ApiVersion = e.ApiVersion,
            IsLive = e.IsLive,
            OccurredAt = e.OccurredAt,
            ReceivedAt = e.ReceivedAt,
            State = e.State,
            Reason = e.Reason,
            Attempts = e.Attempts,
            NextAttemptAt = e.NextAttemptAt,
            EndedAt = e.EndedAt,
        }).ToListAsync(cancellationToken);
    }

    public async Task<WebhookEvent?> FindAsync(string reference, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var events = context.WebhookEvents.AsNoTracking();
        return long.TryParse(reference, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? await events.SingleOrDefaultAsync(e => e.Id == id, cancellationToken)
            : await events.OrderBy(e => e.Id).FirstOrDefaultAsync(e => e.Reference == reference, cancellationToken);
    }

    public async Task<bool> ReplayAsync(long id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await ReplayAsync(context, context.WebhookEvents.Where(e => e.Id == id), cancellationToken) == 1;
    }

    public async Task<int> ReplayAsync(WebhookState state, string reason, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await ReplayAsync(context, context.WebhookEvents.Where(e => e.State == state && (reason == "" || e.Reason!.StartsWith(reason))), cancellationToken);
    }

    public async Task<int> ReplayPricedAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var waiting = await context.WebhookEvents
            .Where(e => e.State == WebhookState.Ignored && e.Reason!.StartsWith(BillingNews.UnknownPrice))
            .OrderByDescending(e => e.Id).Take(MostWaiting).Select(e => new { e.Id, e.Reason }).ToListAsync(cancellationToken);
        if (waiting.Count == 0)
        {
            return 0;
        }

        // The account may sell other things: asking for all of these again and again would cost reads.
        var prices = (await StoredPlans.ReadAsync(context, cancellationToken)).Prices;
        var ids = waiting.Where(e => e.Reason!.Split(' ', ':').Any(prices.Has)).Select(e => e.Id).ToList();
        return ids.Count == 0 ? 0 : await ReplayAsync(context, context.WebhookEvents.Where(e => ids.Contains(e.Id)), cancellationToken);
    }

    public async Task<InboxFigures> CountAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var now = await clock.NowAsync(context, cancellationToken);
        var pending = context.WebhookEvents.Where(e => e.State == WebhookState.Pending);
        var oldest = await pending.OrderBy(e => e.Id).Select(e => (DateTimeOffset?)e.ReceivedAt).FirstOrDefaultAsync(cancellationToken);
        var last = await context.WebhookEvents.OrderByDescending(e => e.Id).Select(e => new { e.ReceivedAt, e.Type }).FirstOrDefaultAsync(cancellationToken);
        return new InboxFigures(
            await pending.LongCountAsync(cancellationToken),
            await context.WebhookEvents.LongCountAsync(e => e.State == WebhookState.Dead, cancellationToken),
            oldest is null ? null : now - oldest,
            last?.ReceivedAt,
            last?.Type,
            await context.WebhookEvents.Where(e => e.ApiVersion != null).OrderByDescending(e => e.Id).Select(e => e.ApiVersion).FirstOrDefaultAsync(cancellationToken),
            await context.Subscriptions.LongCountAsync(s => s.IsProvisional, cancellationToken),
            await context.Subscriptions.LongCountAsync(s => s.Status == SubscriptionStatus.Unknown, cancellationToken));
    }

    /// <summary>Has events done again that are not waiting anyway and whose bodies are still there.</summary>
    private async Task<int> ReplayAsync(TollgateDbContext context, IQueryable<WebhookEvent> events, CancellationToken cancellationToken)
    {
        var now = await clock.NowAsync(context, cancellationToken);
        return await events.Where(e => e.Body != null).ExecuteUpdateAsync(
            e => e.SetProperty(r => r.State, WebhookState.Pending)
                .SetProperty(r => r.Reason, (string?)null)
                .SetProperty(r => r.Attempts, 0)
                .SetProperty(r => r.NextAttemptAt, now)
                .SetProperty(r => r.EndedAt, (DateTimeOffset?)null),
            cancellationToken);
    }

#pragma warning disable CA1308 // states are stored in lower case
    private static string Word(WebhookState state) => state.ToString().ToLowerInvariant();
#pragma warning restore CA1308
}
