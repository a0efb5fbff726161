namespace Tollgate.Billing;

/// <summary>Keeps the payment provider's events until they are done; every time is the database's.</summary>
public interface IWebhookInbox
{
    /// <summary>The database's clock.</summary>
    Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken);

    /// <summary>Stores an event unless it is there; false when it was.</summary>
    /// <param name="endpoint">Where it came in, e.g. "stripe".</param>
    /// <param name="told">The event.</param>
    /// <param name="isLive">Whether real money moved.</param>
    /// <param name="ignoredBecause">Why there is nothing to do; null when there is.</param>
    /// <param name="cancellationToken">Gives up; the event may have been stored all the same.</param>
    Task<bool> AddAsync(string endpoint, ProviderEvent told, bool isLive, string? ignoredBecause, CancellationToken cancellationToken);

    /// <summary>What has events that are due and that nobody works on, longest waiting first.</summary>
    Task<IReadOnlyList<string>> FindDueAsync(int most, CancellationToken cancellationToken);

    /// <summary>Takes the right to work on something, with all its pending events; null when somebody else has it.</summary>
    Task<WorkClaim?> ClaimAsync(string workKey, string holder, TimeSpan length, CancellationToken cancellationToken);

    /// <summary>Gives the right back.</summary>
    Task ReleaseAsync(WorkClaim claim, CancellationToken cancellationToken);

    /// <summary>Notes that events could not be done; they are tried again after the pause, or never when it is null.</summary>
    Task FailAsync(IReadOnlyList<WebhookEvent> events, string reason, TimeSpan? pause, CancellationToken cancellationToken);

    /// <summary>Events, newest first; their bodies stay out.</summary>
    Task<IReadOnlyList<WebhookEvent>> ListAsync(WebhookQuery query, CancellationToken cancellationToken);

    /// <summary>An event with its body, by number or by the provider's id; null when there is none.</summary>
    Task<WebhookEvent?> FindAsync(string reference, CancellationToken cancellationToken);

    /// <summary>Has an event done again from the start; false when there is none or its body was cleaned up.</summary>
    Task<bool> ReplayAsync(long id, CancellationToken cancellationToken);

    /// <summary>Has all events of a state done again whose reason begins with a text; returns how many.</summary>
    Task<int> ReplayAsync(WebhookState state, string reason, CancellationToken cancellationToken);

    /// <summary>Has ignored events done again whose price a plan has by now; returns how many.</summary>
    Task<int> ReplayPricedAsync(CancellationToken cancellationToken);

    /// <summary>The inbox at a glance.</summary>
    Task<InboxFigures> CountAsync(CancellationToken cancellationToken);
}
