namespace Tollgate.Billing.Crediting;

/// <summary>Prepaid units to be granted.</summary>
public sealed record NewCredits
{
    /// <summary>Whose.</summary>
    public required long UserId { get; init; }

    /// <summary>How many: 1 to <see cref="CreditGrant.MaxUnits"/>.</summary>
    public required long Units { get; init; }

    /// <summary>What they are for, e.g. an invoice line: granting for the same thing again changes nothing. 1 to 255 characters.</summary>
    public required string Reference { get; init; }

    /// <summary>Who grants them; up to 200 characters.</summary>
    public required string GrantedBy { get; init; }

    /// <summary>When what is left of them is lost; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Why, for people, up to 500 characters; null when nobody says.</summary>
    public string? Reason { get; init; }
}
