namespace Tollgate.Billing;

/// <summary>A user as the payment provider knows them; made before the first checkout.</summary>
public sealed class BillingCustomer
{
    /// <summary>The user.</summary>
    public required long UserId { get; init; }

    /// <summary>The provider's id, e.g. "cus_1Abc"; unique.</summary>
    public required string Reference { get; set; }

    /// <summary>Whether real money moves; false in the provider's test mode.</summary>
    public required bool IsLive { get; set; }

    /// <summary>Where notices go; null when the provider has no address.</summary>
    public string? Email { get; set; }

    /// <summary>The last four digits of the card that pays; null when there is none.</summary>
    public string? CardLastFour { get; set; }

    /// <summary>The instant at which that card is no longer valid; null when unknown.</summary>
    public DateTimeOffset? CardExpiresAt { get; set; }

    /// <summary>Whether the provider has deleted the customer.</summary>
    public bool IsDeleted { get; set; }

    /// <summary>When the link was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the provider was last asked; null before.</summary>
    public DateTimeOffset? SyncedAt { get; set; }
}
