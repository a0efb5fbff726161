namespace Tollgate.Billing;

/// <summary>What one look at the payment provider found, to be stored in one piece with the events that led to it.</summary>
public sealed record BillingNews
{
    /// <summary>What an ignored event's reason begins with when nobody is linked to its customer; it is tried again when somebody is.</summary>
    public const string UnknownCustomer = "unknown customer";

    /// <summary>What an ignored event's reason begins with when no plan has the price of the subscription.</summary>
    public const string UnknownPrice = "no plan has the price";

    /// <summary>The right under which it was found; null when nothing waits there.</summary>
    public WorkClaim? Claim { get; init; }

    /// <summary>Events that are done with it.</summary>
    public IReadOnlyList<WebhookEvent> Events { get; init; } = [];

    /// <summary>The provider's id of the customer; null when it is about nobody.</summary>
    public string? CustomerReference { get; init; }

    /// <summary>The user whom a checkout or our metadata names, in case that nobody is linked to the customer yet.</summary>
    public long? UserId { get; init; }

    /// <summary>Whether real money moves.</summary>
    public bool IsLive { get; init; }

    /// <summary>Whether it was taken from events because the provider could not be asked.</summary>
    public bool IsProvisional { get; init; }

    /// <summary>When the events said so that provisional news are taken from; null when they don't say.</summary>
    public DateTimeOffset? ToldAt { get; init; }

    /// <summary>The subscription; null when it is not about one.</summary>
    public ProviderSubscription? Subscription { get; init; }

    /// <summary>A subscription that the provider does not have; null for none.</summary>
    public string? MissingSubscription { get; init; }

    /// <summary>Invoices.</summary>
    public IReadOnlyList<ProviderInvoice> Invoices { get; init; } = [];

    /// <summary>Invoices that the provider no longer has: drafts that were deleted.</summary>
    public IReadOnlyList<string> MissingInvoices { get; init; } = [];

    /// <summary>Failed attempts to collect.</summary>
    public IReadOnlyList<FailedAttempt> Failures { get; init; } = [];

    /// <summary>Invoices whose payment the customer was asked to confirm; counts where the look itself can't tell.</summary>
    public IReadOnlyList<string> ActionRequired { get; init; } = [];

    /// <summary>The customer; null when it was not looked at.</summary>
    public ProviderCustomer? Customer { get; init; }

    /// <summary>Disputes.</summary>
    public IReadOnlyList<ProviderDispute> Disputes { get; init; } = [];

    /// <summary>Whether the customer's next invoice is near, so that usage is to be sent now.</summary>
    public bool IsInvoiceNear { get; init; }

    /// <summary>Paid invoices of which some went back.</summary>
    public IReadOnlyList<ProviderReversal> Reversals { get; init; } = [];

    /// <summary>Whether it is about meters, not about a customer.</summary>
    public bool IsAboutMeters { get; init; }

    /// <summary>Meter events that the provider could not use.</summary>
    public IReadOnlyList<MeterError> MeterErrors { get; init; } = [];
}
