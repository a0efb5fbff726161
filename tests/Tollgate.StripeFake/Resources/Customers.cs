using System.Text.Json.Nodes;

namespace Tollgate.StripeFake;

/// <summary>/v1/customers.</summary>
internal sealed class Customers(Ledger ledger, PaymentMethods methods, Subscriptions subscriptions)
{
    private const string Fields = "address{*} balance description email invoice_settings{default_payment_method footer custom_fields[] rendering_options{*}} metadata{*} name"
        + " phone preferred_locales[] shipping{*} tax_exempt source individual_name business_name";

    public void Map(RouteTable routes)
    {
        routes.Post("/v1/customers", Fields + " payment_method test_clock invoice_prefix next_invoice_sequence", Create);
        routes.List("/v1/customers", "email created{gte gt lte lt} test_clock", List);
        routes.Get("/v1/customers/*", "", call => Find(call.Id));
        routes.Post("/v1/customers/*", Fields + " default_source", Update);
        routes.Delete("/v1/customers/*", "", Delete);
        routes.List("/v1/customers/*/payment_methods", "type", call => Paging.Page(call, methods.Of(ledger.Get("customer", call.Id).Id())));
        routes.List("/v1/customers/*/subscriptions", "", call => Paging.Page(call, Live(ledger.Get("customer", call.Id).Id())));
    }

    /// <summary>A customer object with every field that Stripe shows.</summary>
    public static JsonObject Shape(Ledger ledger, string? email, string? testClock = null)
    {
        var id = ledger.Ids.Next("cus", 14);
        var customer = new JsonObject
        {
            ["id"] = id,
            ["object"] = "customer",
            ["address"] = null,
            ["balance"] = 0L,
            ["created"] = 0L,
            ["currency"] = null,
            ["customer_account"] = null,
            ["default_source"] = null,
            ["delinquent"] = false,
            ["description"] = null,
            ["discount"] = null,
            ["email"] = email,
            ["invoice_prefix"] = id[^8..].ToUpperInvariant(),
            ["invoice_settings"] = new JsonObject { ["custom_fields"] = null, ["default_payment_method"] = null, ["footer"] = null, ["rendering_options"] = null },
            ["livemode"] = false,
            ["metadata"] = new JsonObject(),
            ["name"] = null,
            ["next_invoice_sequence"] = 1L,
            ["phone"] = null,
            ["preferred_locales"] = new JsonArray(),
            ["shipping"] = null,
            ["tax_exempt"] = "none",
            ["test_clock"] = testClock,
        };
        customer["created"] = ledger.Now(customer);
        return customer;
    }

    private JsonObject Existing(string id, string param)
    {
        var customer = ledger.Get("customer", id, param);
        return customer.Is("deleted") ? throw StripeError.NotFound("customer", id, param) : customer;
    }

    private JsonObject Create(Call call)
    {
        var p = call.Params;
        if (p.Text("test_clock") is { } clock)
        {
            ledger.Get("test_helpers.test_clock", clock, "test_clock");
        }

        var customer = Shape(ledger, null, p.Text("test_clock"));
        customer["invoice_prefix"] = p.Text("invoice_prefix") ?? customer.Text("invoice_prefix");
        customer["next_invoice_sequence"] = p.Whole("next_invoice_sequence") ?? 1L;
        ledger.Add(customer);
        try
        {
            if (p.Text("payment_method") is { } method)
            {
                methods.Attach(method, customer, "payment_method", quiet: true);
            }

            Apply(customer, p);
        }
        catch (StripeError)
        {
            ledger.Remove(customer);
            throw;
        }

        ledger.Emit("customer.created", customer);
        foreach (var method in methods.Of(customer.Id()))
        {
            ledger.Emit("payment_method.attached", method);
        }

        return customer;
    }

    private JsonObject Update(Call call)
    {
        var customer = Existing(call.Id, "id");
        ledger.Change(customer, "customer.updated", () => Apply(customer, call.Params));
        return customer;
    }

    private void Apply(JsonObject customer, Params p)
    {
        p.CopyTexts(customer, "description", "email", "name", "phone");
        if (p.Choice("tax_exempt", "exempt", "none", "reverse") is { } exempt)
        {
            customer["tax_exempt"] = exempt;
        }

        customer["balance"] = p.Whole("balance") ?? customer.Whole("balance");
        if (p.Part("address") is { } address)
        {
            customer["address"] = new JsonObject(new[] { "city", "country", "line1", "line2", "postal_code", "state" }.Select(f => KeyValuePair.Create(f, (JsonNode?)address.Text(f))));
        }

        if (p.Text("source") is { } source)
        {
            customer["default_source"] = methods.Attach(source, customer, "source", quiet: true).Id();
        }

        if (p.Part("invoice_settings") is { } settings && settings.Has("default_payment_method"))
        {
            customer.Part("invoice_settings")!["default_payment_method"] =
                settings.Text("default_payment_method") is { } method ? methods.Attached(method, customer, settings.PathOf("default_payment_method")).Id() : null;
        }

        p.MergeMetadata(customer);
    }

    private JsonObject Find(string id) => ledger.Get("customer", id);

    private JsonObject List(Call call) => Paging.Page(call, ledger.NewestFirst("customer").Where(c =>
        !c.Is("deleted") && (call.Params.Text("email") is not { } email || c.Text("email") == email) && Paging.InRange(call.Params, "created", c.Whole("created")!.Value)
        && c.Text("test_clock") == call.Params.Text("test_clock")));

    /// <summary>Ends the subscriptions first; the id stays, as a deleted customer.</summary>
    private JsonObject Delete(Call call)
    {
        var customer = Existing(call.Id, "id");
        foreach (var subscription in Live(call.Id).ToList())
        {
            subscriptions.End(subscription, reason: "cancellation_requested");
        }

        foreach (var invoice in ledger.All("invoice").Where(i => i.Text("customer") == call.Id && i.Text("status") is "draft" or "open"))
        {
            invoice["auto_advance"] = false;
            invoice["next_payment_attempt"] = null;
        }

        ledger.Emit("customer.deleted", customer);
        customer.Clear();
        customer["id"] = call.Id;
        customer["object"] = "customer";
        customer["deleted"] = true;
        return customer;
    }

    private IEnumerable<JsonObject> Live(string id) => ledger.NewestFirst("subscription").Where(s => s.Text("customer") == id && !Subscriptions.IsOver(s));
}
