using System.Text.Json.Nodes;

namespace Tollgate.StripeFake;

/// <summary>An invoice item that waits for the customer's next invoice.</summary>
internal static class InvoiceItemShape
{
    public static JsonObject Of(Ledger ledger, JsonObject customer, long amount, string currency, string? description, long quantity) => new()
    {
        ["id"] = ledger.Ids.Next("ii"),
        ["object"] = "invoiceitem",
        ["amount"] = amount,
        ["currency"] = currency,
        ["customer"] = customer.Id(),
        ["customer_account"] = null,
        ["date"] = ledger.Now(customer),
        ["description"] = description,
        ["discountable"] = true,
        ["discounts"] = new JsonArray(),
        ["invoice"] = null,
        ["livemode"] = false,
        ["metadata"] = new JsonObject(),
        ["net_amount"] = amount,
        ["parent"] = null,
        ["period"] = null,
        ["pricing"] = null,
        ["proration"] = false,
        ["quantity"] = quantity,
        ["quantity_decimal"] = quantity.ToString(Invariant.Culture),
        ["tax_rates"] = new JsonArray(),
        ["test_clock"] = customer.Text("test_clock"),
    };

    public static JsonObject ParentOf(string subscription) => new()
    {
        ["subscription_details"] = new JsonObject { ["subscription"] = subscription },
        ["type"] = "subscription_details",
    };

    /// <summary>A line kept as an item of its subscription, for the next invoice.</summary>
    public static JsonObject Pending(Ledger ledger, JsonObject subscription, JsonObject line)
    {
        var customer = ledger.Get("customer", subscription.Text("customer")!);
        var item = Of(ledger, customer, line.Whole("amount")!.Value, line.Text("currency")!, line.Text("description"), line.Whole("quantity") ?? 1);
        item["period"] = line["period"]!.DeepClone();
        item["pricing"] = line["pricing"]!.DeepClone();
        item["parent"] = ParentOf(subscription.Id());
        item["proration"] = line.Part("parent").Part("subscription_item_details").Is("proration");
        ledger.Add(item);
        ledger.Emit("invoiceitem.created", item);
        return item;
    }
}
