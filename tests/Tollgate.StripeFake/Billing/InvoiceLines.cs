using System.Text.Json.Nodes;

namespace Tollgate.StripeFake;

/// <summary>Lines of invoices, and the sums of a list of them.</summary>
internal sealed class InvoiceLines(Ledger ledger, Prices prices, Usage usage)
{
    private const int MostShown = 10;

    /// <summary>A licensed item for a period, in advance; a share below one prorates it.</summary>
    public JsonObject Licensed(JsonObject item, long start, long end, bool free = false)
    {
        var price = item.Part("price")!;
        var quantity = item.Whole("quantity") ?? 1;
        var amount = free ? 0 : Round(prices.AmountOf(price, quantity));
        return Line(item, amount, quantity, start, end, free ? $"Trial period for {NameOf(price)}" : $"{quantity} × {NameOf(price)}", proration: false);
    }

    /// <summary>A metered item for a period that is over, by what its meter counted.</summary>
    public JsonObject Metered(JsonObject item, string customer, long start, long end)
    {
        var price = item.Part("price")!;
        var line = Line(item, 0, 0, start, end, NameOf(price), proration: false);
        Recount(line, price, customer);
        return line;
    }

    /// <summary>Brings the metered lines of a draft up to date, until it is finalised.</summary>
    public void Recount(JsonObject invoice)
    {
        foreach (var line in invoice.Data("lines"))
        {
            var price = ledger.Find(line.Part("pricing").Part("price_details").Text("price"));
            if (price.Part("recurring").Text("usage_type") == "metered" && line.Part("parent").Text("type") == "subscription_item_details")
            {
                Recount(line, price!, invoice.Text("customer")!);
            }
        }

        Sum(invoice);
    }

    public JsonObject Proration(JsonObject item, long amount, long start, long end, string description) =>
        Line(item, amount, item.Whole("quantity") ?? 1, start, end, description, proration: true);

    /// <summary>The line of a pending invoice item.</summary>
    public JsonObject OfItem(JsonObject invoiceItem)
    {
        var line = (JsonObject)Skeleton(invoiceItem.Whole("amount")!.Value, invoiceItem.Text("currency")!, invoiceItem.Whole("quantity") ?? 1, invoiceItem.Text("description"));
        line["period"] = invoiceItem["period"]!.DeepClone();
        line["pricing"] = invoiceItem["pricing"]?.DeepClone();
        line["metadata"] = invoiceItem["metadata"]!.DeepClone();
        line["parent"] = new JsonObject
        {
            ["invoice_item_details"] = new JsonObject
            {
                ["invoice_item"] = invoiceItem.Id(),
                ["proration"] = invoiceItem.Is("proration"),
                ["proration_details"] = new JsonObject { ["credited_items"] = null },
                ["subscription"] = invoiceItem.Part("parent").Part("subscription_details").Text("subscription"),
            },
            ["subscription_item_details"] = null,
            ["type"] = "invoice_item_details",
        };
        return line;
    }

    public static void Sum(JsonObject invoice)
    {
        var total = invoice.Data("lines").Sum(l => l.Whole("amount")!.Value);
        foreach (var name in new[] { "subtotal", "subtotal_excluding_tax", "total", "total_excluding_tax" })
        {
            invoice[name] = total;
        }

        invoice["amount_due"] = Math.Max(0, total);
        invoice["amount_remaining"] = Math.Max(0, total - invoice.Whole("amount_paid")!.Value);
    }

    public long AmountOf(JsonObject item) => Round(prices.AmountOf(item.Part("price")!, item.Whole("quantity") ?? 1));

    public string NameOf(JsonObject price) => ledger.Find(price.Text("product")).Text("name") ?? price.Id();

    /// <summary>Leaves the first ten lines of every invoice in what is shown; the others are listed page by page.</summary>
    public static JsonObject Cut(JsonObject shown)
    {
        if (shown.Text("object") == "invoice" && shown.Part("lines")?["data"] is JsonArray { Count: > MostShown } all)
        {
            while (all.Count > MostShown)
            {
                all.RemoveAt(all.Count - 1);
            }

            shown["lines"]!["has_more"] = true;
        }

        foreach (var part in shown.Select(p => p.Value).SelectMany(v => v is JsonArray many ? many.OfType<JsonObject>() : v is JsonObject one ? [one] : []))
        {
            Cut(part);
        }

        return shown;
    }

    /// <summary>Half a minor unit goes up.</summary>
    public static long Round(decimal amount) => (long)Math.Round(amount, MidpointRounding.AwayFromZero);

    private void Recount(JsonObject line, JsonObject price, string customer)
    {
        var period = line.Part("period")!;
        var quantity = usage.Total(price.Part("recurring").Text("meter")!, customer, period.Whole("start")!.Value, period.Whole("end")!.Value);
        var amount = Round(prices.AmountOf(price, quantity));
        line["quantity"] = (long)Math.Ceiling(quantity);
        line["quantity_decimal"] = quantity.ToString(Invariant.Culture);
        line["amount"] = amount;
        line["subtotal"] = amount;
        line["description"] = $"{quantity.ToString(Invariant.Culture)} {NameOf(price)}";
    }

    private JsonObject Line(JsonObject item, long amount, long quantity, long start, long end, string description, bool proration)
    {
        var price = item.Part("price")!;
        var line = Skeleton(amount, price.Text("currency")!, quantity, description);
        line["period"] = new JsonObject { ["end"] = end, ["start"] = start };
        line["pricing"] = PricingOf(price);
        line["parent"] = new JsonObject
        {
            ["invoice_item_details"] = null,
            ["subscription_item_details"] = new JsonObject
            {
                ["invoice_item"] = null,
                ["proration"] = proration,
                ["proration_details"] = new JsonObject { ["credited_items"] = null },
                ["subscription"] = item.Text("subscription"),
                ["subscription_item"] = item.Id(),
            },
            ["type"] = "subscription_item_details",
        };
        return line;
    }

    public static JsonObject PricingOf(JsonObject price) => new()
    {
        ["price_details"] = new JsonObject { ["price"] = price.Id(), ["product"] = price.Text("product") },
        ["type"] = "price_details",
        ["unit_amount_decimal"] = price.Text("unit_amount_decimal"),
    };

    private JsonObject Skeleton(long amount, string currency, long quantity, string? description) => new()
    {
        ["id"] = ledger.Ids.Next("il"),
        ["object"] = "line_item",
        ["amount"] = amount,
        ["currency"] = currency,
        ["description"] = description,
        ["discount_amounts"] = new JsonArray(),
        ["discountable"] = true,
        ["discounts"] = new JsonArray(),
        ["invoice"] = null,
        ["livemode"] = false,
        ["metadata"] = new JsonObject(),
        ["pretax_credit_amounts"] = new JsonArray(),
        ["quantity"] = quantity,
        ["quantity_decimal"] = quantity.ToString(Invariant.Culture),
        ["subtotal"] = amount,
        ["taxes"] = new JsonArray(),
    };
}
