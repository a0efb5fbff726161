using System.Text.Json.Nodes;

namespace Tollgate.StripeFake;

/// <summary>/v1/subscription_items, and the invoice lines that the items of a subscription make.</summary>
internal sealed class SubscriptionItems(Ledger ledger, InvoiceLines lines)
{
    /// <summary>From where an item's usage is not billed yet, when that is not the start of its period.</summary>
    private readonly Dictionary<string, long> _billedUntil = [];

    public void Map(RouteTable routes)
    {
        routes.List("/v1/subscription_items", "subscription!", call => Paging.Page(call, ledger.Get("subscription", call.Params.Required("subscription"), "subscription").Data("items")));
        routes.Get("/v1/subscription_items/*", "", call => ledger.All("subscription").SelectMany(s => s.Data("items")).FirstOrDefault(i => i.Id() == call.Id)
            ?? throw StripeError.NotFound("subscription_item", call.Id));
    }

    public List<JsonObject> Read(IReadOnlyList<Params> sent, JsonObject subscription)
    {
        if (sent.Count == 0)
        {
            throw StripeError.Missing("items");
        }

        return [.. sent.Select(p => New(p, subscription))];
    }

    public JsonObject New(Params p, JsonObject subscription)
    {
        var price = Price(p);
        var item = new JsonObject
        {
            ["id"] = ledger.Ids.Next("si", 14),
            ["object"] = "subscription_item",
            ["billing_thresholds"] = null,
            ["created"] = ledger.Now(subscription),
            ["current_period_end"] = 0L,
            ["current_period_start"] = 0L,
            ["discounts"] = new JsonArray(),
            ["metadata"] = new JsonObject(),
            ["plan"] = PlanOf(price),
            ["price"] = price.DeepClone(),
            ["subscription"] = subscription.Id(),
            ["tax_rates"] = new JsonArray(),
        };
        SetQuantity(item, p);
        p.MergeMetadata(item);
        return item;
    }

    /// <summary>A copy with the changes that were sent.</summary>
    public JsonObject Changed(JsonObject item, Params p)
    {
        var changed = (JsonObject)item.DeepClone();
        if (p.Has("price"))
        {
            var price = Price(p);
            changed["price"] = price.DeepClone();
            changed["plan"] = PlanOf(price);
            if (IsMetered(changed))
            {
                changed.Remove("quantity");
            }
        }

        SetQuantity(changed, p);
        p.MergeMetadata(changed);
        return changed;
    }

    public static bool IsMetered(JsonObject item) => item.Part("price").Part("recurring").Text("usage_type") == "metered";

    /// <summary>What the first period costs in advance; a period up to a later anchor costs its share.</summary>
    public List<JsonObject> FirstLines(JsonObject subscription, bool trial)
    {
        var first = new List<JsonObject>();
        foreach (var item in subscription.Data("items").Where(i => !IsMetered(i)))
        {
            var (start, end) = Period(item);
            var line = lines.Licensed(item, start, end, free: trial);
            if (!trial && subscription.Whole("billing_cycle_anchor") > start)
            {
                line["amount"] = line["subtotal"] = InvoiceLines.Round(line.Whole("amount")!.Value * (decimal)(end - start) / FullLength(item, end));
            }

            first.Add(line);
        }

        return first;
    }

    /// <summary>Usage not billed yet up to a moment, which then counts as billed.</summary>
    public List<JsonObject> UsageLines(JsonObject subscription, long until) =>
        [.. subscription.Data("items").Where(IsMetered).Select(item => UsageLine(item, subscription.Text("customer")!, until))];

    public JsonObject UsageLine(JsonObject item, string customer, long until)
    {
        var start = Math.Min(until, Math.Max(item.Whole("current_period_start")!.Value, _billedUntil.GetValueOrDefault(item.Id())));
        _billedUntil[item.Id()] = until;
        return lines.Metered(item, customer, start, until);
    }

    /// <summary>Usage before this moment is not billed any more.</summary>
    public void DropUsage(JsonObject item, long until) => _billedUntil[item.Id()] = until;

    /// <summary>Credit for the rest of each licensed period.</summary>
    public List<JsonObject> UnusedLines(JsonObject subscription, long now) =>
        [.. subscription.Data("items").Where(i => !IsMetered(i)).Select(i => Unused(i, now)).OfType<JsonObject>()];

    public List<JsonObject> FinalLines(JsonObject subscription, long now, bool prorate) =>
        [.. UsageLines(subscription, now), .. prorate ? UnusedLines(subscription, now) : []];

    /// <summary>The credit for what is left of an item's period, or null when nothing is.</summary>
    public JsonObject? Unused(JsonObject item, long now) => Share(item, now, -1, "Unused time on");

    /// <summary>The charge for what is left of an item's period.</summary>
    public JsonObject? Remaining(JsonObject item, long now) => Share(item, now, 1, "Remaining time on");

    private JsonObject? Share(JsonObject item, long now, int sign, string words)
    {
        var (start, end) = Period(item);
        if (now >= end || end <= start || IsMetered(item))
        {
            return null;
        }

        var amount = sign * InvoiceLines.Round(lines.AmountOf(item) * (decimal)(end - Math.Max(start, now)) / (end - start));
        var name = lines.NameOf(item.Part("price")!);
        return lines.Proration(item, amount, now, end, $"{words} {item.Whole("quantity") ?? 1} × {name} after {DateTimeOffset.FromUnixTimeSeconds(now):dd MMM yyyy}");
    }

    private static (long Start, long End) Period(JsonObject item) => (item.Whole("current_period_start")!.Value, item.Whole("current_period_end")!.Value);

    /// <summary>The length of the whole interval that ends then.</summary>
    private static long FullLength(JsonObject item, long end)
    {
        var recurring = item.Part("price")!.Part("recurring")!;
        var count = (int)(recurring.Whole("interval_count") ?? 1);
        var to = DateTimeOffset.FromUnixTimeSeconds(end);
        var from = recurring.Text("interval") switch
        {
            "day" => to.AddDays(-count),
            "week" => to.AddDays(-7 * count),
            "month" => to.AddMonths(-count),
            _ => to.AddYears(-count),
        };

        return end - from.ToUnixTimeSeconds();
    }

    private JsonObject Price(Params p)
    {
        var price = ledger.Get("price", p.Required("price"), p.PathOf("price"));
        if (price.Text("type") != "recurring")
        {
            throw StripeError.Invalid("The price specified is set to `type=one_time` but this field only accepts prices with `type=recurring`.", p.PathOf("price"));
        }

        return price.Is("active") ? price : throw StripeError.Invalid($"The price specified is inactive. This field only accepts active prices.", p.PathOf("price"), "price_inactive");
    }

    private static void SetQuantity(JsonObject item, Params p)
    {
        if (IsMetered(item))
        {
            if (p.Has("quantity"))
            {
                throw StripeError.Invalid("You cannot set the quantity for metered plans.", p.PathOf("quantity"));
            }

            return;
        }

        item["quantity"] = p.Whole("quantity") ?? item.Whole("quantity") ?? 1L;
    }

    /// <summary>The plan that older readers look for.</summary>
    private static JsonObject PlanOf(JsonObject price) => new()
    {
        ["id"] = price.Id(),
        ["object"] = "plan",
        ["active"] = price.Is("active"),
        ["amount"] = price.Whole("unit_amount"),
        ["amount_decimal"] = price.Text("unit_amount_decimal"),
        ["billing_scheme"] = price.Text("billing_scheme"),
        ["created"] = price.Whole("created"),
        ["currency"] = price.Text("currency"),
        ["interval"] = price.Part("recurring").Text("interval"),
        ["interval_count"] = price.Part("recurring").Whole("interval_count"),
        ["livemode"] = false,
        ["metadata"] = new JsonObject(),
        ["meter"] = price.Part("recurring").Text("meter"),
        ["nickname"] = price.Text("nickname"),
        ["product"] = price.Text("product"),
        ["tiers_mode"] = price.Text("tiers_mode"),
        ["transform_usage"] = null,
        ["trial_period_days"] = null,
        ["usage_type"] = price.Part("recurring").Text("usage_type"),
    };
}
