using Microsoft.EntityFrameworkCore;
using Tollgate.Billing;
using Tollgate.Entitling;
using Tollgate.Watching;

namespace Tollgate.EntityFrameworkCore.Watching;

/// <summary>Reads payments, the inbox and subscriptions for the rules about them; nothing here locks a row.</summary>
internal sealed class BillingScan(IDbContextFactory<TollgateDbContext> contexts) : IBillingScan
{
    public Task<long> CountFailuresAsync(DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken) => ReadAsync(
        context => context.PaymentFailures.LongCountAsync(f => f.FailedAt > from && f.FailedAt <= until, cancellationToken), cancellationToken);

    public Task<long> CountPaidAsync(DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken) => ReadAsync(
        context => context.Invoices.LongCountAsync(
            i => i.Status == InvoiceStatus.Paid && i.AmountDue > 0 && i.ClosedAt > from && i.ClosedAt <= until, cancellationToken),
        cancellationToken);

    public Task<IReadOnlyList<(long UserId, int Invoices)>> FindRepeatedAsync(DateTimeOffset since, int atLeast, int most, CancellationToken cancellationToken) => ReadAsync<IReadOnlyList<(long, int)>>(
        async context =>
        {
            var rows = await context.PaymentFailures.Where(f => f.FailedAt > since)
                .GroupBy(f => f.UserId)
                .Select(g => new { UserId = g.Key, Invoices = g.Select(f => f.InvoiceReference).Distinct().Count() })
                .Where(r => r.Invoices >= atLeast)
                .OrderByDescending(r => r.Invoices).ThenBy(r => r.UserId)
                .Take(most)
                .ToListAsync(cancellationToken);
            return [.. rows.Select(r => (r.UserId, r.Invoices))];
        },
        cancellationToken);

    public Task<InboxState> MeasureInboxAsync(CancellationToken cancellationToken) => ReadAsync(
        async context =>
        {
            var pending = context.WebhookEvents.Where(e => e.State == WebhookState.Pending);
            return new InboxState(
                await pending.LongCountAsync(cancellationToken),
                await pending.Select(e => (DateTimeOffset?)e.ReceivedAt).MinAsync(cancellationToken),
                await context.WebhookEvents.LongCountAsync(e => e.State == WebhookState.Dead, cancellationToken));
        },
        cancellationToken);

    public Task<IReadOnlyList<(long UserId, string? Status)>> FindUnknownAsync(int most, CancellationToken cancellationToken) => ReadAsync<IReadOnlyList<(long, string?)>>(
        async context =>
        {
            var rows = await context.Subscriptions.Where(s => s.Status == SubscriptionStatus.Unknown)
                .OrderBy(s => s.UserId).ThenBy(s => s.Id).Take(most).Select(s => new { s.UserId, s.ProviderStatus }).ToListAsync(cancellationToken);
            return [.. rows.Select(r => (r.UserId, r.ProviderStatus))];
        },
        cancellationToken);

    private async Task<T> ReadAsync<T>(Func<TollgateDbContext, Task<T>> read, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await read(context);
    }
}
