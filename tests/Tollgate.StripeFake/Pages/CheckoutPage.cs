using System.Text.Json.Nodes;

namespace Tollgate.StripeFake;

/// <summary>The hosted checkout: pay with a good card, with a declined one, or go back.</summary>
internal sealed class CheckoutPage(Ledger ledger, CheckoutSessions sessions)
{
    public void Map(Pages pages)
    {
        pages.Add("GET", "/_fake/checkout/*", (id, _) => Show(id, null));
        pages.Add("POST", "/_fake/checkout/*/pay", Pay);
    }

    private Reply Show(string id, string? error)
    {
        var session = ledger.Get("checkout.session", id);
        if (session.Text("status") != "open")
        {
            return new Html("Checkout").Text($"This session is {session.Text("status")}.", "status").ToReply();
        }

        var page = new Html("Checkout").Error(error);
        foreach (var item in ledger.All("item").Where(i => i.Text("session") == id))
        {
            page.Text($"{item.Text("description")}: {Html.Money(item.Whole("amount_total"), item.Text("currency"))}");
        }

        var action = $"/_fake/checkout/{id}/pay";
        return page
            .Button(action, session.Text("mode") == "setup" ? "Save card 4242" : "Pay with card 4242", "pay", ("card", "pm_card_visa"))
            .Button(action, "Pay with a card that is declined", "decline", ("card", "pm_card_chargeCustomerFail"))
            .Link(session.Text("cancel_url"), "Back", "cancel")
            .ToReply();
    }

    private Reply Pay(string id, Params p)
    {
        try
        {
            var session = sessions.Complete(sessions.Open(id), p.Text("card") ?? "pm_card_visa");
            return session.Text("success_url") is { } url
                ? Html.Redirect(url.Replace("{CHECKOUT_SESSION_ID}", id, StringComparison.Ordinal))
                : new Html("Checkout").Text("Paid.", "status").ToReply();
        }
        catch (StripeError error)
        {
            return Show(id, error.Message);
        }
    }
}
