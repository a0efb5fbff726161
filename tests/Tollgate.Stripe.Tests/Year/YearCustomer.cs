namespace Tollgate.Stripe.Tests.Year;

/// <summary>A customer of the simulation, and what the customer was admitted with.</summary>
internal sealed class YearCustomer
{
    public required long Id { get; init; }

    public required string Name { get; init; }

    public required string Subject { get; init; }

    /// <summary>The day the customer buys for the first time; null for who never does.</summary>
    public required int? BuysOn { get; init; }

    /// <summary>How likely the customer asks at a step.</summary>
    public required double Busyness { get; init; }

    /// <summary>The customer at the account; null before the first purchase.</summary>
    public string? Reference { get; set; }

    public string? Card { get; set; }

    public string? Subscription { get; set; }

    public string? Plan { get; set; }

    /// <summary>Seats that were bought, and when, in Unix milliseconds.</summary>
    public List<(long At, long Seats)> Seats { get; } = [];

    public bool IsCardFailing { get; set; }

    public string? Dispute { get; set; }

    /// <summary>Every answered and charged request: when, in which plan, how many units, and the month that the ledger counted it in.</summary>
    public List<(long At, string Plan, long Units, (long Start, long End) Month)> Admitted { get; } = [];

    public long Units => Admitted.Sum(a => a.Units);
}
