using System.Text.Json.Serialization;

namespace Tollgate.Entitling;

/// <summary>How usage beyond what a plan includes is billed.</summary>
public sealed record Overage
{
    /// <summary>Decimal places that <see cref="UnitAmount"/> has at most, as at the payment provider.</summary>
    public const int MaxDecimals = 12;

    /// <summary>The most that a unit may cost, in minor units of the currency.</summary>
    public const decimal MaxUnitAmount = 1_000_000_000;

    private const long Parts = 1_000_000_000_000; // of a minor unit: as many decimals as there may be, so that whole numbers divide exactly

    /// <summary>The event name of the meter at the payment provider, e.g. "api_units"; 1 to 100 characters.</summary>
    public required string Meter { get; init; }

    /// <summary>The metered price at the payment provider, e.g. "price_1Abc"; null while it is not sold.</summary>
    public string? PriceReference { get; init; }

    /// <summary>What a unit costs, in minor units of <see cref="Currency"/>: above 0, with at most 12 decimal places, e.g. 0.2 cents.</summary>
    [JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)]
    public required decimal UnitAmount { get; init; }

    /// <summary>ISO 4217 code in lower case, e.g. "usd".</summary>
    public required string Currency { get; init; }

    /// <summary>How many whole units an amount pays for, rounded down.</summary>
    /// <param name="amount">Minor units of <see cref="Currency"/>, from 0.</param>
    public long UnitsFor(long amount) =>
        (long)Int128.Min(Limit.Unlimited - 1, (Int128)amount * Parts / Int128.Max(1, (Int128)(UnitAmount * Parts)));
}
