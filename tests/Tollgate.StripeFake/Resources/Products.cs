using System.Text.Json.Nodes;

namespace Tollgate.StripeFake;

/// <summary>/v1/products.</summary>
internal sealed class Products(Ledger ledger)
{
    private const string Fields = "active default_price description images[] marketing_features[name] metadata{*} name statement_descriptor tax_code unit_label url shippable";

    public void Map(RouteTable routes)
    {
        routes.Post("/v1/products", Fields.Replace(" name", " name!", StringComparison.Ordinal) + " id type default_price_data{*}", call => Create(call.Params));
        routes.List("/v1/products", "active ids[] created{gte gt lte lt} url", List);
        routes.Get("/v1/products/*", "", call => ledger.Get("product", call.Id));
        routes.Post("/v1/products/*", Fields, Update);
        routes.Delete("/v1/products/*", "", Delete);
    }

    public JsonObject Create(Params p)
    {
        var id = p.Text("id") ?? ledger.Ids.Next("prod", 14);
        if (ledger.Find(id) is not null)
        {
            throw StripeError.Invalid($"Product already exists: {id}", "id", "resource_already_exists");
        }

        var now = ledger.Now();
        var product = new JsonObject
        {
            ["id"] = id,
            ["object"] = "product",
            ["active"] = true,
            ["created"] = now,
            ["default_price"] = null,
            ["description"] = null,
            ["images"] = new JsonArray(),
            ["livemode"] = false,
            ["marketing_features"] = new JsonArray(),
            ["metadata"] = new JsonObject(),
            ["name"] = p.Required("name"),
            ["package_dimensions"] = null,
            ["shippable"] = null,
            ["statement_descriptor"] = null,
            ["tax_code"] = null,
            ["type"] = "service",
            ["unit_label"] = null,
            ["updated"] = now,
            ["url"] = null,
        };
        Apply(product, p);
        ledger.Add(product);
        ledger.Emit("product.created", product);
        return product;
    }

    private JsonObject Update(Call call)
    {
        var product = ledger.Get("product", call.Id);
        ledger.Change(product, "product.updated", () =>
        {
            Apply(product, call.Params);
            product["updated"] = ledger.Now();
        });
        return product;
    }

    private static void Apply(JsonObject product, Params p)
    {
        p.CopyTexts(product, "description", "statement_descriptor", "tax_code", "unit_label", "url", "default_price");
        product["name"] = p.Text("name") ?? product.Text("name");
        product["active"] = p.Flag("active") ?? product.Is("active");
        p.MergeMetadata(product);
    }

    private JsonObject List(Call call)
    {
        var ids = call.Params.Texts("ids");
        var active = call.Params.Flag("active");
        return Paging.Page(call, ledger.NewestFirst("product").Where(p => (active is null || p.Is("active") == active) && (ids.Count == 0 || ids.Contains(p.Id()))));
    }

    private JsonObject Delete(Call call)
    {
        var product = ledger.Get("product", call.Id);
        if (ledger.All("price").Any(p => p.Text("product") == call.Id))
        {
            throw StripeError.Invalid("This product cannot be deleted because it has one or more user-created prices.");
        }

        ledger.Emit("product.deleted", product);
        ledger.Remove(product);
        return new JsonObject { ["id"] = call.Id, ["object"] = "product", ["deleted"] = true };
    }
}
