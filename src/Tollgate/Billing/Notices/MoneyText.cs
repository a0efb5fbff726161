using System.Globalization;

namespace Tollgate.Billing.Notices;

/// <summary>Writes amounts for people, e.g. "12.90 EUR".</summary>
internal static class MoneyText
{
    /// <summary>Currencies whose minor unit is the currency itself, and those with three digits (https://docs.stripe.com/currencies#zero-decimal).</summary>
    private static readonly HashSet<string> Whole =
    [
        "bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf", "xof", "xpf",
    ];

    private static readonly HashSet<string> Thousandths = ["bhd", "jod", "kwd", "omr", "tnd"];

    /// <summary>The amount with the digits of its currency.</summary>
    public static string Of(long minorUnits, string currency)
    {
        var digits = Whole.Contains(currency) ? 0 : Thousandths.Contains(currency) ? 3 : 2;
        var amount = minorUnits / (decimal)Math.Pow(10, digits);
        return $"{amount.ToString("N" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)} {currency.ToUpperInvariant()}";
    }
}
