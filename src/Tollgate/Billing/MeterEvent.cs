namespace Tollgate.Billing;

/// <summary>Usage on its way to the payment provider: a row of the outbox, whose value never changes.</summary>
public sealed class MeterEvent
{
    /// <summary>Made from customer, period and number, so that the same usage has the same identifier wherever it is worked out; at most 100 characters.</summary>
    public required string Identifier { get; init; }

    /// <summary>Whose usage.</summary>
    public required long UserId { get; init; }

    /// <summary>The segment that it belongs to.</summary>
    public required long SegmentId { get; init; }

    /// <summary>The provider's id of the customer.</summary>
    public required string CustomerReference { get; init; }

    /// <summary>The meter's event name.</summary>
    public required string Meter { get; init; }

    /// <summary>Units, at least 1.</summary>
    public required long Units { get; init; }

    /// <summary>The time that the usage counts for at the provider.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What became of it.</summary>
    public MeterEventState State { get; set; }

    /// <summary>How often it was sent.</summary>
    public int Attempts { get; set; }

    /// <summary>Before the first attempt: when that was; null when it was never sent.</summary>
    public DateTimeOffset? FirstAttemptAt { get; set; }

    /// <summary>When it may be sent next.</summary>
    public DateTimeOffset NextAttemptAt { get; set; }

    /// <summary>The node that sends it; null for none.</summary>
    public string? Node { get; set; }

    /// <summary>Until when nobody else may send it.</summary>
    public DateTimeOffset? ClaimedUntil { get; set; }

    /// <summary>Why the last attempt failed; null when none did.</summary>
    public string? Error { get; set; }

    /// <summary>When it was worked out.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the provider confirmed it; null before.</summary>
    public DateTimeOffset? SentAt { get; set; }
}
