using System.Text.Json.Nodes;

namespace Tollgate.StripeFake;

/// <summary>/v1/prices.</summary>
internal sealed class Prices(Ledger ledger, Products products)
{
    private const string Tier = "up_to unit_amount unit_amount_decimal flat_amount flat_amount_decimal";

    public void Map(RouteTable routes)
    {
        routes.Post(
            "/v1/prices",
            "currency! product product_data{id name metadata{*} active unit_label tax_code statement_descriptor} unit_amount unit_amount_decimal active nickname metadata{*} lookup_key transfer_lookup_key"
            + $" tax_behavior billing_scheme tiers_mode tiers[{Tier}] transform_quantity{{divide_by round}} recurring{{interval interval_count meter usage_type trial_period_days}}",
            Create);
        routes.List("/v1/prices", "active currency product type lookup_keys[] created{gte gt lte lt} recurring{interval meter usage_type}", List);
        routes.Get("/v1/prices/*", "", call => ledger.Get("price", call.Id));
        routes.Post("/v1/prices/*", "active nickname metadata{*} lookup_key transfer_lookup_key tax_behavior", Update);
    }

    private JsonObject Create(Call call)
    {
        var p = call.Params;
        var recurring = p.Part("recurring");
        var meter = recurring?.Text("meter");
        var usage = recurring?.Choice("usage_type", "licensed", "metered") ?? "licensed";
        if (meter is not null)
        {
            ledger.Get("billing.meter", meter, "recurring[meter]");
        }

        if ((usage == "metered") != (meter is not null))
        {
            throw StripeError.Invalid("A metered price must be backed by a meter, and only a metered price can be.", "recurring[meter]");
        }

        var tiers = p.Parts("tiers");
        if (tiers.Count == 0 && !p.Has("unit_amount") && !p.Has("unit_amount_decimal"))
        {
            throw StripeError.Missing("unit_amount");
        }

        var product = p.Text("product") is { } existing ? ledger.Get("product", existing, "product")
            : products.Create(p.Part("product_data") ?? throw StripeError.Missing("product"));
        var (amount, amountText) = Amount(p, "unit_amount");
        var price = new JsonObject
        {
            ["id"] = ledger.Ids.Next("price"),
            ["object"] = "price",
            ["active"] = p.Flag("active") ?? true,
            ["billing_scheme"] = tiers.Count > 0 ? "tiered" : "per_unit",
            ["created"] = ledger.Now(),
            ["currency"] = p.Required("currency"),
            ["custom_unit_amount"] = null,
            ["livemode"] = false,
            ["lookup_key"] = null,
            ["metadata"] = new JsonObject(),
            ["nickname"] = p.Text("nickname"),
            ["product"] = product.Id(),
            ["recurring"] = recurring is null ? null : new JsonObject
            {
                ["interval"] = recurring.Choice("interval", "day", "week", "month", "year") ?? throw StripeError.Missing("recurring[interval]"),
                ["interval_count"] = recurring.Whole("interval_count") ?? 1L,
                ["meter"] = meter,
                ["trial_period_days"] = recurring.Whole("trial_period_days"),
                ["usage_type"] = usage,
            },
            ["tax_behavior"] = p.Text("tax_behavior") ?? "unspecified",
            ["tiers_mode"] = tiers.Count > 0 ? p.Choice("tiers_mode", "graduated", "volume") ?? throw StripeError.Missing("tiers_mode") : null,
            ["transform_quantity"] = p.Part("transform_quantity") is { } transform
                ? new JsonObject { ["divide_by"] = transform.Whole("divide_by"), ["round"] = transform.Choice("round", "up", "down") }
                : null,
            ["type"] = recurring is null ? "one_time" : "recurring",
            ["unit_amount"] = tiers.Count > 0 ? null : amount,
            ["unit_amount_decimal"] = tiers.Count > 0 ? null : amountText,
        };
        TiersOf[price.Id()] = [.. tiers.Select(TierOf)];
        if (tiers.Count > 0 && tiers[^1].Text("up_to") != "inf")
        {
            throw StripeError.Invalid("The last tier must have up_to=inf.", "tiers");
        }

        SetLookupKey(price, p);
        p.MergeMetadata(price);
        ledger.Add(price);
        ledger.Emit("price.created", price);
        return price;
    }

    /// <summary>Tiers are shown only when they are expanded.</summary>
    public Dictionary<string, List<JsonObject>> TiersOf { get; } = [];

    /// <summary>Price of a quantity in minor units, not yet rounded.</summary>
    public decimal AmountOf(JsonObject price, decimal quantity)
    {
        if (price.Part("transform_quantity") is { } transform)
        {
            var packs = quantity / transform.Whole("divide_by")!.Value;
            quantity = transform.Text("round") == "up" ? Math.Ceiling(packs) : Math.Floor(packs);
        }

        if (price.Text("billing_scheme") != "tiered")
        {
            return quantity * price.Number("unit_amount_decimal")!.Value;
        }

        var tiers = TiersOf[price.Id()];
        return price.Text("tiers_mode") == "volume" ? Volume(tiers, quantity) : Graduated(tiers, quantity);
    }

    /// <summary>Each unit is priced by the tier that it falls into.</summary>
    private static decimal Graduated(List<JsonObject> tiers, decimal quantity)
    {
        decimal sum = 0, from = 0;
        foreach (var tier in tiers)
        {
            var upTo = tier.Whole("up_to") is { } limit ? Math.Min(quantity, limit) : quantity;
            sum += Math.Max(0, upTo - from) * (tier.Number("unit_amount_decimal") ?? 0);
            sum += quantity > from || from == 0 ? tier.Number("flat_amount_decimal") ?? 0 : 0;
            from = Math.Max(from, upTo);
        }

        return sum;
    }

    /// <summary>All units are priced by the tier that the total falls into.</summary>
    private static decimal Volume(List<JsonObject> tiers, decimal quantity)
    {
        var tier = tiers.First(t => t.Whole("up_to") is not { } limit || quantity <= limit);
        return quantity * (tier.Number("unit_amount_decimal") ?? 0) + (tier.Number("flat_amount_decimal") ?? 0);
    }

    private static JsonObject TierOf(Params tier)
    {
        var (unit, unitText) = Amount(tier, "unit_amount");
        var (flat, flatText) = Amount(tier, "flat_amount");
        return new JsonObject
        {
            ["flat_amount"] = flat,
            ["flat_amount_decimal"] = flatText,
            ["unit_amount"] = unit,
            ["unit_amount_decimal"] = unitText,
            ["up_to"] = tier.Text("up_to") == "inf" ? null : tier.Whole("up_to"),
        };
    }

    /// <summary>An amount and its decimal text; a fraction of a minor unit has only the text.</summary>
    private static (long? Whole, string? Text) Amount(Params p, string name)
    {
        if (p.Number(name + "_decimal") is { } number)
        {
            return (decimal.IsInteger(number) ? (long)number : null, (number / 1.0000000000000000000000000000m).ToString(Invariant.Culture));
        }

        return p.Whole(name) is { } whole ? (whole, whole.ToString(Invariant.Culture)) : (null, null);
    }

    private JsonObject Update(Call call)
    {
        var price = ledger.Get("price", call.Id);
        ledger.Change(price, "price.updated", () =>
        {
            call.Params.CopyTexts(price, "nickname");
            price["active"] = call.Params.Flag("active") ?? price.Is("active");
            SetLookupKey(price, call.Params);
            call.Params.MergeMetadata(price);
        });
        return price;
    }

    private void SetLookupKey(JsonObject price, Params p)
    {
        if (p.Text("lookup_key") is not { } key)
        {
            return;
        }

        var holder = ledger.All("price").FirstOrDefault(o => o.Text("lookup_key") == key && o.Id() != price.Id());
        if (holder is not null && p.Flag("transfer_lookup_key") != true)
        {
            throw StripeError.Invalid($"A price (`{holder.Id()}`) already uses that lookup key.", "lookup_key");
        }

        if (holder is not null)
        {
            holder["lookup_key"] = null;
        }

        price["lookup_key"] = key;
    }

    private JsonObject List(Call call)
    {
        var p = call.Params;
        var keys = p.Texts("lookup_keys");
        var active = p.Flag("active");
        return Paging.Page(call, ledger.NewestFirst("price").Where(price =>
            (active is null || price.Is("active") == active)
            && (p.Text("product") is not { } product || price.Text("product") == product)
            && (p.Text("currency") is not { } currency || price.Text("currency") == currency)
            && (p.Text("type") is not { } type || price.Text("type") == type)
            && (keys.Count == 0 || keys.Contains(price.Text("lookup_key") ?? ""))
            && (p.Part("recurring") is not { } r || Fits(price, r, "interval") && Fits(price, r, "meter") && Fits(price, r, "usage_type"))));
    }

    private static bool Fits(JsonObject price, Params recurring, string name) =>
        recurring.Text(name) is not { } wanted || price.Part("recurring").Text(name) == wanted;
}
