using System.Text.Json.Nodes;

namespace Tollgate.StripeFake;

/// <summary>The hosted customer portal: change the plan, cancel or keep it, replace the card.</summary>
internal sealed class PortalPage(Ledger ledger, SubscriptionUpdates updates, PaymentMethods methods)
{
    public void Map(Pages pages)
    {
        pages.Add("GET", "/_fake/portal/*", (id, _) => Show(id, null));
        pages.Add("POST", "/_fake/portal/*/plan", (id, p) => Act(id, () => Change(p, new JsonObject
        {
            ["items"] = new JsonObject { ["0"] = new JsonObject { ["id"] = p.Required("item"), ["price"] = p.Required("price") } },
        })));
        pages.Add("POST", "/_fake/portal/*/cancel", (id, p) => Act(id, () => Change(p, new JsonObject { ["cancel_at_period_end"] = "true" })));
        pages.Add("POST", "/_fake/portal/*/keep", (id, p) => Act(id, () => Change(p, new JsonObject { ["cancel_at_period_end"] = "false" })));
        pages.Add("POST", "/_fake/portal/*/card", (id, p) => Act(id, () => ReplaceCard(id, p.Required("card"))));
    }

    private Reply Show(string id, string? error)
    {
        var session = ledger.Get("billing_portal.session", id);
        var page = new Html("Billing").Error(error);
        foreach (var subscription in ledger.NewestFirst("subscription").Where(s => s.Text("customer") == session.Text("customer") && !Standing.IsOver(s)))
        {
            ShowSubscription(page, id, subscription);
        }

        return page.Heading("Payment method")
            .Button($"/_fake/portal/{id}/card", "Replace by card 4242", "card", ("card", "pm_card_visa"))
            .Button($"/_fake/portal/{id}/card", "Replace by a card that is declined later", "card-decline", ("card", "pm_card_chargeCustomerFail"))
            .Link(session.Text("return_url"), "Back", "return")
            .ToReply();
    }

    private void ShowSubscription(Html page, string id, JsonObject subscription)
    {
        page.Heading(subscription.Id()).Text(subscription.Text("status")!, "status-" + subscription.Id());
        var item = subscription.Data("items")[0];
        var current = item.Part("price")!;
        var others = ledger.All("price").Where(p => p.Is("active") && p.Text("type") == "recurring" && p.Id() != current.Id()
            && p.Text("currency") == current.Text("currency") && p.Part("recurring").Text("usage_type") == current.Part("recurring").Text("usage_type"));
        foreach (var price in others)
        {
            var name = $"{ledger.Find(price.Text("product")).Text("name")} {Html.Money(price.Whole("unit_amount"), price.Text("currency"))} / {price.Part("recurring").Text("interval")}";
            page.Button($"/_fake/portal/{id}/plan", "Change to " + name, "plan-" + price.Id(), ("subscription", subscription.Id()), ("item", item.Id()), ("price", price.Id()));
        }

        var verb = subscription.Is("cancel_at_period_end") ? "keep" : "cancel";
        page.Button($"/_fake/portal/{id}/{verb}", verb == "keep" ? "Keep subscription" : "Cancel at period end", $"{verb}-{subscription.Id()}", ("subscription", subscription.Id()));
    }

    private Reply Act(string id, Action act)
    {
        try
        {
            act();
            return Html.Redirect($"/_fake/portal/{id}");
        }
        catch (StripeError error)
        {
            return Show(id, error.Message);
        }
    }

    private void Change(Params p, JsonObject values) => updates.Update(ledger.Get("subscription", p.Required("subscription")), new Params(values));

    private void ReplaceCard(string id, string card)
    {
        var customer = ledger.Get("customer", ledger.Get("billing_portal.session", id).Text("customer")!);
        var method = methods.Attach(card, customer, "payment_method");
        ledger.Change(customer, "customer.updated", () => customer.Part("invoice_settings")!["default_payment_method"] = method.Id());
        foreach (var subscription in ledger.All("subscription").Where(s => s.Text("customer") == customer.Id() && !Standing.IsOver(s) && s["default_payment_method"] is not null))
        {
            ledger.Change(subscription, "customer.subscription.updated", () => subscription["default_payment_method"] = method.Id());
        }
    }
}
