namespace Tollgate.Administering;

/// <summary>What an operator or a shop page asks a checkout for.</summary>
public sealed record CheckoutTerms
{
    /// <summary>Who buys: name or subject ("user_42").</summary>
    public required string User { get; init; }

    /// <summary>The plan.</summary>
    public required string Plan { get; init; }

    /// <summary>Seats, from 1.</summary>
    public long Quantity { get; init; } = 1;

    /// <summary>Where notices and invoices go; null leaves that to the customer.</summary>
    public string? Email { get; init; }

    /// <summary>Absolute address where the customer goes after paying.</summary>
    public string? SuccessUrl { get; init; }

    /// <summary>Absolute address where the customer goes instead of paying.</summary>
    public string? CancelUrl { get; init; }
}
