using System.Text.Json.Nodes;

namespace Tollgate.StripeFake;

/// <summary>/v1/payment_methods, and what charging each of them ends with.</summary>
internal sealed class PaymentMethods(Ledger ledger)
{
    private readonly Dictionary<string, (TestCard Card, CardOutcome Outcome)> _cards = [];

    public void Map(RouteTable routes)
    {
        routes.Post("/v1/payment_methods", "type! card{number exp_month exp_year cvc token} billing_details{*} metadata{*}", Create);
        routes.List("/v1/payment_methods", "customer type", List);
        routes.Get("/v1/payment_methods/*", "", call => ledger.Get("payment_method", call.Id));
        routes.Post("/v1/payment_methods/*", "metadata{*} billing_details{*} card{exp_month exp_year}", Update);
        routes.Post("/v1/payment_methods/*/attach", "customer!", call => Attach(call.Id, ledger.Get("customer", call.Params.Required("customer"), "customer"), "payment_method"));
        routes.Post("/v1/payment_methods/*/detach", "", Detach);
    }

    /// <summary>The customer's methods, newest first.</summary>
    public IEnumerable<JsonObject> Of(string customer) => ledger.NewestFirst("payment_method").Where(m => m.Text("customer") == customer);

    public CardOutcome OutcomeOf(JsonObject method) => _cards[method.Id()].Outcome;

    public bool IsDisputed(JsonObject method) => _cards[method.Id()].Card.Name == "createDispute";

    /// <summary>From now on charges of this method end so.</summary>
    public void SetOutcome(string id, CardOutcome outcome) => _cards[ledger.Get("payment_method", id).Id()] = (_cards[id].Card, outcome);

    /// <summary>Attaches a method, or a copy of a test method such as "pm_card_visa".</summary>
    public JsonObject Attach(string idOrTestName, JsonObject customer, string param, bool quiet = false)
    {
        var method = TestCard.Named(idOrTestName) is { } card ? Make(card) : ledger.Get("payment_method", idOrTestName, param);
        if (method.Text("customer") is { } owner && owner != customer.Id())
        {
            throw StripeError.Invalid("The payment method you provided has already been attached to a customer.", param);
        }

        if (_cards[method.Id()].Card.RefusesAttach)
        {
            throw _cards[method.Id()].Outcome.ToError(null);
        }

        method["customer"] = customer.Id();
        if (ledger.Find(method.Id()) is null)
        {
            ledger.Add(method);
        }

        if (!quiet)
        {
            ledger.Emit("payment_method.attached", method);
        }

        return method;
    }

    /// <summary>A method of this customer by id; a test name means the copy of it that is attached, or attaches one.</summary>
    public JsonObject Attached(string idOrTestName, JsonObject customer, string param)
    {
        if (TestCard.Named(idOrTestName) is { } card)
        {
            return Of(customer.Id()).FirstOrDefault(m => _cards[m.Id()].Card == card) ?? Attach(idOrTestName, customer, param);
        }

        var method = ledger.Get("payment_method", idOrTestName, param);
        return method.Text("customer") == customer.Id()
            ? method
            : throw StripeError.Invalid($"The customer does not have a payment method with the ID {idOrTestName}. The payment method must be attached to the customer.", param, "resource_missing");
    }

    /// <summary>What an invoice is charged to: the subscription's method, else the customer's default, else its source.</summary>
    public JsonObject? ToCharge(JsonObject? subscription, JsonObject customer) =>
        ledger.Find(subscription.Text("default_payment_method"))
        ?? ledger.Find(customer.Part("invoice_settings").Text("default_payment_method"))
        ?? ledger.Find(customer.Text("default_source"));

    private JsonObject Create(Call call)
    {
        if (call.Params.Choice("type", "card") is null || call.Params.Part("card") is not { } sent)
        {
            throw StripeError.Missing("card");
        }

        var card = sent.Text("token") is { } token ? TestCard.Named(token) : TestCard.Numbered(sent.Required("number"));
        var method = Make(card ?? throw new StripeError(402, "card_error", "Your card number is incorrect.", "incorrect_number", "number"));
        method.Part("card")!["exp_month"] = sent.Whole("exp_month") ?? 12L;
        method.Part("card")!["exp_year"] = sent.Whole("exp_year") ?? 2034L;
        call.Params.MergeMetadata(method);
        return ledger.Add(method);
    }

    private JsonObject Make(TestCard card)
    {
        var method = new JsonObject
        {
            ["id"] = ledger.Ids.Next("pm"),
            ["object"] = "payment_method",
            ["allow_redisplay"] = "unspecified",
            ["billing_details"] = new JsonObject { ["address"] = EmptyAddress(), ["email"] = null, ["name"] = null, ["phone"] = null, ["tax_id"] = null },
            ["card"] = new JsonObject
            {
                ["brand"] = card.Brand,
                ["checks"] = new JsonObject { ["address_line1_check"] = null, ["address_postal_code_check"] = null, ["cvc_check"] = "pass" },
                ["country"] = "US",
                ["display_brand"] = card.Brand,
                ["exp_month"] = 12L,
                ["exp_year"] = 2034L,
                ["fingerprint"] = "fp" + card.Number,
                ["funding"] = "credit",
                ["generated_from"] = null,
                ["last4"] = card.Last4,
                ["networks"] = new JsonObject { ["available"] = new JsonArray(card.Brand), ["preferred"] = null },
                ["regulated_status"] = "unregulated",
                ["three_d_secure_usage"] = new JsonObject { ["supported"] = true },
                ["wallet"] = null,
            },
            ["created"] = ledger.Now(),
            ["customer"] = null,
            ["customer_account"] = null,
            ["livemode"] = false,
            ["metadata"] = new JsonObject(),
            ["type"] = "card",
        };
        _cards[method.Id()] = (card, card.Outcome);
        return method;
    }

    private static JsonObject EmptyAddress() => new(new[] { "city", "country", "line1", "line2", "postal_code", "state" }.Select(f => KeyValuePair.Create(f, (JsonNode?)null)));

    private JsonObject Update(Call call)
    {
        var method = ledger.Get("payment_method", call.Id);
        ledger.Change(method, "payment_method.updated", () =>
        {
            call.Params.MergeMetadata(method);
            if (call.Params.Part("card") is { } card)
            {
                method.Part("card")!["exp_month"] = card.Whole("exp_month") ?? method.Part("card").Whole("exp_month");
                method.Part("card")!["exp_year"] = card.Whole("exp_year") ?? method.Part("card").Whole("exp_year");
            }
        });
        return method;
    }

    private JsonObject List(Call call) => Paging.Page(call, Of(call.Params.Text("customer") ?? ""));

    private JsonObject Detach(Call call)
    {
        var method = ledger.Get("payment_method", call.Id);
        if (ledger.Find(method.Text("customer")) is not { } customer)
        {
            throw StripeError.Invalid("The payment method you provided is not attached to a customer so detachment is impossible.", "payment_method");
        }

        if (customer.Part("invoice_settings").Text("default_payment_method") == call.Id)
        {
            ledger.Change(customer, "customer.updated", () => customer.Part("invoice_settings")!["default_payment_method"] = null);
        }

        ledger.Change(method, "payment_method.detached", () => method["customer"] = null);
        return method;
    }
}
