namespace Tollgate.Billing;

/// <summary>Units that a customer has paid for ahead, or was given.</summary>
public sealed class CreditGrant
{
    /// <summary>The most units of one grant: a trillion.</summary>
    public const long MaxUnits = 1_000_000_000_000;

    /// <summary>Database identity, from 1.</summary>
    public long Id { get; init; }

    /// <summary>Whose they are.</summary>
    public required long UserId { get; init; }

    /// <summary>How many units, at least 1.</summary>
    public required long Units { get; init; }

    /// <summary>When what is left of them is lost; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>What was lost when they expired; null before. It grows when units that were on their way come back afterwards.</summary>
    public long? ExpiredUnits { get; set; }

    /// <summary>Units whose payment went back to the customer, by a refund or a lost dispute: 0 to <see cref="Units"/>.</summary>
    public long RefundedUnits { get; set; }

    /// <summary>Units that were taken back for that, since nobody had spent them: 0 to <see cref="RefundedUnits"/>.</summary>
    public long RevokedUnits { get; set; }

    /// <summary>When <see cref="RefundedUnits"/> changed last; null while nothing went back.</summary>
    public DateTimeOffset? RefundedAt { get; set; }

    /// <summary>What they were granted for, e.g. an invoice line; granting for the same thing again changes nothing. Unique.</summary>
    public required string Reference { get; init; }

    /// <summary>Why, for people; null when nobody said.</summary>
    public string? Reason { get; init; }

    /// <summary>Units that the customer had spent when these were granted, which came from earlier grants; less when some came back since.</summary>
    public long UsedBefore { get; set; }

    /// <summary>Who granted them.</summary>
    public required string GrantedBy { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset GrantedAt { get; init; }
}
