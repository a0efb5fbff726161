namespace Tollgate.Billing;

/// <summary>One automatic attempt to collect an invoice that failed; one row however often it is told of.</summary>
public sealed class PaymentFailure
{
    /// <summary>The invoice.</summary>
    public required string InvoiceReference { get; init; }

    /// <summary>Which attempt, from 1 (0 where the provider counts none).</summary>
    public required int Attempt { get; init; }

    /// <summary>Who owes it.</summary>
    public required long UserId { get; init; }

    /// <summary>When it failed.</summary>
    public required DateTimeOffset FailedAt { get; init; }

    /// <summary>Why, e.g. "insufficient_funds"; null when unknown.</summary>
    public string? DeclineCode { get; set; }

    /// <summary>What was to be paid, in minor units of <see cref="Currency"/>.</summary>
    public long Amount { get; set; }

    /// <summary>ISO 4217 code in lower case.</summary>
    public required string Currency { get; set; }
}
