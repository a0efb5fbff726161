using System.Globalization;
using Tollgate.Entitling;

namespace Tollgate.Server.Plans;

/// <summary>Reads how a plan bills overage.</summary>
internal sealed class OverageReader(FileErrors errors)
{
    private static readonly string[] Keys = ["meter", "price", "unitAmount", "currency"];

    /// <summary>The overage of a mapping; null when there is none, or with errors added when it is incomplete.</summary>
    public Overage? Read(Node? node)
    {
        if (node is null || Fields.Read(node, "an overage", Keys, errors) is not { } fields)
        {
            return null;
        }

        foreach (var key in Keys.Where(k => k != "price" && fields.Text(k) is null))
        {
            errors.Add(fields.Line, $"an overage needs '{key}', e.g. {{ meter: api_units, price: price_1Abc, unitAmount: \"0.2\", currency: usd }}");
        }

        return new Overage
        {
            Meter = fields.Text("meter") ?? "",
            PriceReference = fields.Text("price"),
            UnitAmount = ReadAmount(fields),
            Currency = ReadCurrency(fields),
        };
    }

    private decimal ReadAmount(Fields fields)
    {
        if (fields.Text("unitAmount") is not { } text)
        {
            return 1;
        }

        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
            && amount is > 0 and <= Overage.MaxUnitAmount && amount.Scale <= Overage.MaxDecimals)
        {
            return amount;
        }

        errors.Add(
            fields.LineOf("unitAmount"),
            $"'unitAmount' is '{Shown.Of(text)}', but must be minor units of the currency above 0 with at most {Overage.MaxDecimals} decimal places, e.g. \"0.2\"");
        return 1;
    }

    private string ReadCurrency(Fields fields)
    {
        var text = fields.Text("currency")?.ToLowerInvariant();
        if (text is not null && (text.Length != 3 || text.Any(c => c is < 'a' or > 'z')))
        {
            errors.Add(fields.LineOf("currency"), $"'currency' is '{Shown.Of(text)}', but must be three letters of ISO 4217, e.g. usd");
        }

        return text ?? "";
    }
}
