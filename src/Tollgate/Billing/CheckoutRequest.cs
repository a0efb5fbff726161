namespace Tollgate.Billing;

/// <summary>What a customer is to be offered to buy.</summary>
public sealed record CheckoutRequest
{
    /// <summary>Who buys.</summary>
    public required long UserId { get; init; }

    /// <summary>The provider's id of the customer.</summary>
    public required string CustomerReference { get; init; }

    /// <summary>The provider's id of the plan's price.</summary>
    public required string PriceReference { get; init; }

    /// <summary>The provider's id of the metered price of overage; null for plans without one, the same as the plan's price where all is metered.</summary>
    public string? MeteredPriceReference { get; init; }

    /// <summary>Seats, from 1.</summary>
    public long Quantity { get; init; } = 1;

    /// <summary>Where the customer goes after paying.</summary>
    public required Uri SuccessUrl { get; init; }

    /// <summary>Where the customer goes instead of paying.</summary>
    public required Uri CancelUrl { get; init; }
}
