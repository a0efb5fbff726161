namespace Tollgate.Billing;

/// <summary>An invoice as the payment provider has it at one moment.</summary>
public sealed record ProviderInvoice
{
    /// <summary>The provider's id.</summary>
    public required string Reference { get; init; }

    /// <summary>The provider's id of the customer; null when it does not say.</summary>
    public string? CustomerReference { get; init; }

    /// <summary>The provider's id of the subscription; null for one that was made by hand.</summary>
    public string? SubscriptionReference { get; init; }

    /// <summary>Its state.</summary>
    public required InvoiceStatus Status { get; init; }

    /// <summary>Why it was made, as the provider says it.</summary>
    public string? Cause { get; init; }

    /// <summary>What is still to be paid, in minor units.</summary>
    public long AmountRemaining { get; init; }

    /// <summary>What it was about in all, in minor units.</summary>
    public long AmountDue { get; init; }

    /// <summary>ISO 4217 code in lower case.</summary>
    public required string Currency { get; init; }

    /// <summary>Automatic attempts so far.</summary>
    public int Attempts { get; init; }

    /// <summary>Whether the customer pays by transfer.</summary>
    public bool IsSent { get; init; }

    /// <summary>By when a sent invoice is to be paid.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>When the provider tries again.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>Why the last attempt failed; null when it did not or is not known.</summary>
    public string? DeclineCode { get; init; }

    /// <summary>Whether the customer has to confirm the payment; null when this look can't tell.</summary>
    public bool? IsActionRequired { get; init; }

    /// <summary>Where the customer can pay it.</summary>
    public string? PaymentLink { get; init; }

    /// <summary>The lines that name a price: all of them when a paid invoice was asked for, else perhaps only the first ones.</summary>
    public IReadOnlyList<ProviderInvoiceLine> Lines { get; init; } = [];

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was paid, voided or given up; null before or when unknown.</summary>
    public DateTimeOffset? ClosedAt { get; init; }
}
