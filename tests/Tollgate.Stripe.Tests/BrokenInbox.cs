using Tollgate.Billing;

namespace Tollgate.Stripe.Tests;

/// <summary>An inbox whose database takes nothing.</summary>
internal sealed class BrokenInbox : IWebhookInbox
{
    public Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken) => Task.FromResult(TimeProvider.System.GetUtcNow());

    public Task<bool> AddAsync(string endpoint, ProviderEvent told, bool isLive, string? ignoredBecause, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("disk full");

    public Task<IReadOnlyList<string>> FindDueAsync(int most, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>([]);

    public Task<WorkClaim?> ClaimAsync(string workKey, string holder, TimeSpan length, CancellationToken cancellationToken) => Task.FromResult<WorkClaim?>(null);

    public Task ReleaseAsync(WorkClaim claim, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task FailAsync(IReadOnlyList<WebhookEvent> events, string reason, TimeSpan? pause, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<IReadOnlyList<WebhookEvent>> ListAsync(WebhookQuery query, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<WebhookEvent>>([]);

    public Task<WebhookEvent?> FindAsync(string reference, CancellationToken cancellationToken) => Task.FromResult<WebhookEvent?>(null);

    public Task<bool> ReplayAsync(long id, CancellationToken cancellationToken) => Task.FromResult(false);

    public Task<int> ReplayAsync(WebhookState state, string reason, CancellationToken cancellationToken) => Task.FromResult(0);

    public Task<int> ReplayPricedAsync(CancellationToken cancellationToken) => Task.FromResult(0);

    public Task<InboxFigures> CountAsync(CancellationToken cancellationToken) => Task.FromResult(new InboxFigures(0, 0, null, null, null, null, 0, 0));
}
