using System.Text.Json.Nodes;

namespace Tollgate.StripeFake;

/// <summary>/v1/checkout/sessions for subscriptions and for saving a card; the page is <see cref="CheckoutPage"/>.</summary>
internal sealed class CheckoutSessions(Ledger ledger, Subscriptions subscriptions, PaymentMethods methods)
{
    private const long OpenFor = 24 * 3600;
    private const string Fields = "mode! success_url cancel_url return_url customer customer_email client_reference_id line_items[price quantity] metadata{*} ui_mode expires_at locale currency"
        + " subscription_data{metadata{*} trial_period_days trial_end trial_settings{end_behavior{missing_payment_method}} description billing_mode{type} proration_behavior}"
        + " allow_promotion_codes billing_address_collection payment_method_collection customer_update{*} automatic_tax{*} allowed_payment_method_types[] excluded_payment_method_types[]"
        + " saved_payment_method_options{*} tax_id_collection{*} setup_intent_data{*} customer_creation submit_type";

    /// <summary>What the subscription of a session will be made with.</summary>
    private readonly Dictionary<string, JsonObject> _subscriptionData = [];

    public void Map(RouteTable routes)
    {
        routes.Post("/v1/checkout/sessions", Fields, Create);
        routes.List("/v1/checkout/sessions", "customer subscription status created{gte gt lte lt}", List);
        routes.Get("/v1/checkout/sessions/*", "", call => ledger.Get("checkout.session", call.Id));
        routes.List("/v1/checkout/sessions/*/line_items", "", call => Paging.Page(call, ledger.All("item").Where(i => i.Text("session") == call.Id).Select(Shown)));
        routes.Post("/v1/checkout/sessions/*/expire", "", call => Expire(Open(call.Id)));
    }

    public IEnumerable<Due> Due() => ledger.All("checkout.session").Where(s => s.Text("status") == "open")
        .Select(s => new Due(s.Whole("expires_at")!.Value, 6, ledger.Find(s.Text("customer")).Text("test_clock"), () => Expire(s)));

    public JsonObject Open(string id)
    {
        var session = ledger.Get("checkout.session", id);
        return session.Text("status") == "open"
            ? session
            : throw StripeError.Invalid($"Only Checkout Sessions with a status in [\"open\"] can be used. This one is {session.Text("status")}.");
    }

    /// <summary>Completes the session with a card; a declined card throws and leaves it open.</summary>
    public JsonObject Complete(JsonObject session, string card)
    {
        var customer = ledger.Find(session.Text("customer")) ?? NewCustomer(session);
        var method = methods.Attach(card, customer, "payment_method");
        if (session.Text("mode") == "subscription")
        {
            session["subscription"] = Subscribe(session, customer, method).Id();
            session["invoice"] = ledger.Find(session.Text("subscription")).Text("latest_invoice");
        }
        else
        {
            ledger.Change(customer, "customer.updated", () => customer.Part("invoice_settings")!["default_payment_method"] = method.Id());
        }

        session["status"] = "complete";
        session["payment_status"] = session.Text("mode") == "subscription" && ledger.Find(session.Text("subscription")).Text("status") != "trialing" ? "paid" : "no_payment_required";
        session["customer"] = customer.Id();
        session["customer_details"] = new JsonObject
        {
            ["address"] = null,
            ["email"] = customer.Text("email"),
            ["name"] = customer.Text("name"),
            ["phone"] = null,
            ["tax_exempt"] = "none",
            ["tax_ids"] = new JsonArray(),
        };
        session["url"] = null;
        ledger.Emit("checkout.session.completed", session);
        return session;
    }

    private JsonObject Subscribe(JsonObject session, JsonObject customer, JsonObject method)
    {
        var values = (JsonObject)_subscriptionData[session.Id()].DeepClone();
        values["customer"] = customer.Id();
        values["default_payment_method"] = method.Id();
        values["payment_behavior"] = "error_if_incomplete";
        return subscriptions.Create(new Params(values));
    }

    private JsonObject NewCustomer(JsonObject session)
    {
        var customer = Customers.Shape(ledger, session.Text("customer_email") ?? "customer@example.com");
        ledger.Add(customer);
        ledger.Emit("customer.created", customer);

        // Kept for the next try, when this card is declined.
        session["customer"] = customer.Id();
        return customer;
    }

    private JsonObject Create(Call call)
    {
        var p = call.Params;
        var mode = p.Choice("mode", "setup", "subscription")!;
        var customer = p.Text("customer") is { } named ? ledger.Get("customer", named, "customer") : null;
        if (p.Text("ui_mode") is null or "hosted" or "hosted_page" && !p.Has("success_url"))
        {
            throw StripeError.Missing("success_url");
        }

        var id = ledger.Ids.Next("cs_test", 58);
        var items = p.Parts("line_items").Select(i => Item(i, id)).ToList();
        if (mode == "subscription" && items.Count == 0)
        {
            throw StripeError.Missing("line_items");
        }

        var total = items.Sum(i => i.Whole("amount_total")!.Value);
        var now = ledger.Now(customer is null ? null : new JsonObject { ["customer"] = customer.Id() });
        var session = new JsonObject
        {
            ["id"] = id,
            ["object"] = "checkout.session",
            ["allow_promotion_codes"] = p.Flag("allow_promotion_codes"),
            ["amount_subtotal"] = mode == "subscription" ? total : null,
            ["amount_total"] = mode == "subscription" ? total : null,
            ["automatic_tax"] = new JsonObject { ["enabled"] = false, ["liability"] = null, ["provider"] = null, ["status"] = null },
            ["billing_address_collection"] = p.Text("billing_address_collection"),
            ["cancel_url"] = p.Text("cancel_url"),
            ["client_reference_id"] = p.Text("client_reference_id"),
            ["client_secret"] = null,
            ["created"] = now,
            ["currency"] = items.Count > 0 ? items[0].Text("currency") : p.Text("currency"),
            ["custom_fields"] = new JsonArray(),
            ["customer"] = customer?.Id(),
            ["customer_creation"] = customer is null ? "always" : null,
            ["customer_details"] = null,
            ["customer_email"] = p.Text("customer_email"),
            ["expires_at"] = p.Whole("expires_at") ?? now + OpenFor,
            ["invoice"] = null,
            ["livemode"] = false,
            ["locale"] = p.Text("locale"),
            ["metadata"] = new JsonObject(),
            ["mode"] = mode,
            ["payment_intent"] = null,
            ["payment_link"] = null,
            ["payment_method_collection"] = p.Text("payment_method_collection") ?? "always",
            ["payment_method_types"] = new JsonArray("card"),
            ["payment_status"] = mode == "setup" ? "no_payment_required" : "unpaid",
            ["setup_intent"] = null,
            ["shipping_options"] = new JsonArray(),
            ["status"] = "open",
            ["subscription"] = null,
            ["success_url"] = p.Text("success_url"),
            ["ui_mode"] = p.Text("ui_mode") ?? "hosted_page",
            ["url"] = new Uri(ledger.Address, $"/_fake/checkout/{id}").ToString(),
        };
        p.MergeMetadata(session);
        var data = p.Part("subscription_data") is { } sent ? sent.ToJson() : [];
        data["items"] = ItemsOf(p);
        _subscriptionData[id] = data;
        ledger.Add(session);
        items.ForEach(i => ledger.Add(i));
        return session;
    }

    private static JsonObject ItemsOf(Params p) => new(p.Parts("line_items").Select((item, index) =>
        KeyValuePair.Create(index.ToString(Invariant.Culture), (JsonNode?)item.ToJson())));

    private JsonObject Item(Params p, string session)
    {
        var price = ledger.Get("price", p.Required("price"), p.PathOf("price"));
        var metered = price.Part("recurring").Text("usage_type") == "metered";
        if (metered == p.Has("quantity"))
        {
            throw metered ? StripeError.Invalid("Quantity should not be specified where usage_type is `metered`.", p.PathOf("quantity")) : StripeError.Missing(p.PathOf("quantity"));
        }

        var quantity = metered ? 0 : p.Whole("quantity") ?? 1;
        var amount = metered ? 0 : (price.Whole("unit_amount") ?? 0) * quantity;
        return new JsonObject
        {
            ["id"] = ledger.Ids.Next("li"),
            ["object"] = "item",
            ["amount_discount"] = 0L,
            ["amount_subtotal"] = amount,
            ["amount_tax"] = 0L,
            ["amount_total"] = amount,
            ["currency"] = price.Text("currency"),
            ["description"] = ledger.Find(price.Text("product")).Text("name"),
            ["metadata"] = new JsonObject(),
            ["price"] = price.DeepClone(),
            ["quantity"] = metered ? null : quantity,
            ["session"] = session,
        };
    }

    /// <summary>Without the field that finds it.</summary>
    public static JsonObject Shown(JsonObject item)
    {
        var shown = (JsonObject)item.DeepClone();
        shown.Remove("session");
        return shown;
    }

    private JsonObject Expire(JsonObject session)
    {
        session["status"] = "expired";
        session["url"] = null;
        ledger.Emit("checkout.session.expired", session);
        return session;
    }

    private JsonObject List(Call call)
    {
        var p = call.Params;
        return Paging.Page(call, ledger.NewestFirst("checkout.session").Where(s =>
            (p.Text("customer") is not { } customer || s.Text("customer") == customer)
            && (p.Text("subscription") is not { } subscription || s.Text("subscription") == subscription)
            && (p.Text("status") is not { } status || s.Text("status") == status)));
    }
}
