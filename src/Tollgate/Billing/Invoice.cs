namespace Tollgate.Billing;

/// <summary>What is known of an invoice of the payment provider; overwritten by each later look at it.</summary>
public sealed class Invoice
{
    /// <summary>The provider's id, e.g. "in_1Abc".</summary>
    public required string Reference { get; init; }

    /// <summary>Who owes it.</summary>
    public required long UserId { get; init; }

    /// <summary>The provider's id of the subscription; null for an invoice that was made by hand.</summary>
    public string? SubscriptionReference { get; set; }

    /// <summary>Its state.</summary>
    public InvoiceStatus Status { get; set; }

    /// <summary>Why it was made, as the provider says it, e.g. "subscription_cycle"; null when unknown.</summary>
    public string? Cause { get; set; }

    /// <summary>What is still to be paid, in minor units of <see cref="Currency"/>.</summary>
    public long AmountRemaining { get; set; }

    /// <summary>What it was about in all, in minor units of <see cref="Currency"/>.</summary>
    public long AmountDue { get; set; }

    /// <summary>ISO 4217 code in lower case, e.g. "usd".</summary>
    public required string Currency { get; set; }

    /// <summary>Automatic attempts to collect it, by the provider's count.</summary>
    public int Attempts { get; set; }

    /// <summary>Whether the customer pays by transfer after the invoice was sent, rather than by a charge.</summary>
    public bool IsSent { get; set; }

    /// <summary>By when a sent invoice is to be paid; null for one that is charged.</summary>
    public DateTimeOffset? DueAt { get; set; }

    /// <summary>When an attempt failed first; null while none has.</summary>
    public DateTimeOffset? FirstFailedAt { get; set; }

    /// <summary>When the provider tries again; null when it does not, or does not say.</summary>
    public DateTimeOffset? NextAttemptAt { get; set; }

    /// <summary>Why the last attempt failed, e.g. "lost_card"; null when unknown.</summary>
    public string? DeclineCode { get; set; }

    /// <summary>Whether the customer has to confirm the payment (3-D Secure).</summary>
    public bool IsActionRequired { get; set; }

    /// <summary>Where the customer can pay it; null when unknown.</summary>
    public string? PaymentLink { get; set; }

    /// <summary>When the provider made it.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>When it was paid, voided or given up; null before.</summary>
    public DateTimeOffset? ClosedAt { get; set; }

    /// <summary>
    /// When an operator gave up what is owed; null when nobody did. It is ours: no look at the provider overwrites it, whatever state the invoice has there.
    /// </summary>
    public DateTimeOffset? ForgivenAt { get; set; }

    /// <summary>Who forgave it, and why; null when nobody did.</summary>
    public string? ForgivenBy { get; set; }

    /// <summary>Whether the customer still has to pay it.</summary>
    public bool IsOwed => Status == InvoiceStatus.Open && AmountRemaining > 0 && ForgivenAt is null;
}
