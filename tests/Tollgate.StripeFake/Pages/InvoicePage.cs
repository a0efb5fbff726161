namespace Tollgate.StripeFake;

/// <summary>The hosted invoice: what is owed, and a way to pay it. A card that pays becomes the customer's default.</summary>
internal sealed class InvoicePage(Ledger ledger, InvoiceLife life, PaymentMethods methods)
{
    public void Map(Pages pages)
    {
        pages.Add("GET", "/_fake/invoices/*", (id, _) => Show(id, null));
        pages.Add("POST", "/_fake/invoices/*/pay", Pay);
    }

    private Reply Show(string id, string? error)
    {
        var invoice = ledger.Get("invoice", id);
        var page = new Html($"Invoice {invoice.Text("number")}").Error(error).Text(invoice.Text("status")!, "status")
            .Text(Html.Money(invoice.Whole("amount_remaining"), invoice.Text("currency")), "amount");
        foreach (var line in invoice.Data("lines"))
        {
            page.Text($"{line.Text("description")}: {Html.Money(line.Whole("amount"), line.Text("currency"))}");
        }

        return (invoice.Text("status") != "open" ? page : page
            .Button($"/_fake/invoices/{id}/pay", "Pay with card 4242", "pay", ("card", "pm_card_visa"))
            .Button($"/_fake/invoices/{id}/pay", "Pay with a card that is declined", "decline", ("card", "pm_card_chargeCustomerFail"))).ToReply();
    }

    private Reply Pay(string id, Params p)
    {
        var invoice = ledger.Get("invoice", id);
        InvoiceLife.Require(invoice, "open", "pay");
        var customer = ledger.Get("customer", invoice.Text("customer")!);
        var method = methods.Attached(p.Text("card") ?? "pm_card_visa", customer, "payment_method");
        var outcome = life.Pay(invoice, method, automatic: false, present: true);
        if (!outcome.Succeeds)
        {
            return Show(id, outcome.Message);
        }

        ledger.Change(customer, "customer.updated", () => customer["invoice_settings"]!["default_payment_method"] = method.Id());
        return Html.Redirect($"/_fake/invoices/{id}");
    }
}
