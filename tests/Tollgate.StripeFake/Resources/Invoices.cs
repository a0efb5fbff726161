using System.Text.Json.Nodes;

namespace Tollgate.StripeFake;

/// <summary>/v1/invoices, /v1/invoiceitems, /v1/invoice_payments.</summary>
internal sealed class Invoices(Ledger ledger, InvoiceLife life, PaymentMethods methods, Charging charging, Renewals renewals)
{
    public void Map(RouteTable routes)
    {
        routes.Post("/v1/invoices", "customer! subscription auto_advance collection_method days_until_due description metadata{*} currency pending_invoice_items_behavior default_payment_method", Create);
        routes.List("/v1/invoices", "customer subscription status created{gte gt lte lt} collection_method due_date", List);
        routes.Post("/v1/invoices/create_preview", "customer subscription", call => renewals.Preview(ledger.Get("subscription", call.Params.Required("subscription"), "subscription")));
        routes.Get("/v1/invoices/*", "", call => ledger.Get("invoice", call.Id));
        routes.Post("/v1/invoices/*", "auto_advance description metadata{*} default_payment_method days_until_due", Update);
        routes.Delete("/v1/invoices/*", "", Delete);
        routes.List("/v1/invoices/*/lines", "", call => Paging.Page(call, ledger.Get("invoice", call.Id).Data("lines")));
        routes.Post("/v1/invoices/*/finalize", "auto_advance", Finalize);
        routes.Post("/v1/invoices/*/pay", "payment_method off_session paid_out_of_band forgive", Pay);
        routes.Post("/v1/invoices/*/send", "", Send);
        routes.Post("/v1/invoices/*/void", "", call => Then(call, life.Void));
        routes.Post("/v1/invoices/*/mark_uncollectible", "", call => Then(call, i => life.MarkUncollectible(i, "user_forgiven")));
        routes.Post("/v1/invoiceitems", "customer! amount currency description metadata{*} subscription invoice period{start end} quantity pricing{price} unit_amount_decimal", CreateItem);
        routes.List("/v1/invoiceitems", "customer invoice pending created{gte gt lte lt}", ListItems);
        routes.Get("/v1/invoiceitems/*", "", call => ledger.Get("invoiceitem", call.Id));
        routes.Delete("/v1/invoiceitems/*", "", DeleteItem);
        routes.List("/v1/invoice_payments", "invoice status payment{type payment_intent} created{gte gt lte lt}", ListPayments);
        routes.Get("/v1/invoice_payments/*", "", call => ledger.Get("invoice_payment", call.Id));
        routes.Get("/v1/payment_intents/*", "", call => ledger.Get("payment_intent", call.Id));
        routes.List("/v1/payment_intents", "customer created{gte gt lte lt}", call => Paging.Page(call, OfCustomer("payment_intent", call.Params)));
        routes.Get("/v1/charges/*", "", call => ledger.Get("charge", call.Id));
        routes.List("/v1/charges", "customer payment_intent created{gte gt lte lt}", call => Paging.Page(call, OfCustomer("charge", call.Params)
            .Where(c => call.Params.Text("payment_intent") is not { } intent || c.Text("payment_intent") == intent)));
    }

    private JsonObject Create(Call call)
    {
        var p = call.Params;
        var customer = ledger.Get("customer", p.Required("customer"), "customer");
        var subscription = p.Text("subscription") is { } id ? ledger.Get("subscription", id, "subscription") : null;
        var now = ledger.Now(customer);
        var request = new InvoiceRequest(customer, subscription, "manual", [], now, now)
        {
            AutoAdvance = p.Flag("auto_advance") ?? false,
            TakesPending = (p.Choice("pending_invoice_items_behavior", "exclude", "include") ?? "exclude") == "include",
            CollectionMethod = p.Choice("collection_method", "charge_automatically", "send_invoice"),
            DaysUntilDue = p.Whole("days_until_due"),
        };
        var invoice = life.Draft(p.Text("currency") is { } currency ? request with { Currency = currency } : request);
        invoice["description"] = p.Text("description");
        p.MergeMetadata(invoice);
        return invoice;
    }

    private JsonObject Update(Call call)
    {
        var invoice = ledger.Get("invoice", call.Id);
        ledger.Change(invoice, "invoice.updated", () =>
        {
            call.Params.CopyTexts(invoice, "description");
            call.Params.MergeMetadata(invoice);
            if (call.Params.Text("default_payment_method") is { } method)
            {
                invoice["default_payment_method"] = methods.Attached(method, ledger.Get("customer", invoice.Text("customer")!), "default_payment_method").Id();
            }

            if (call.Params.Flag("auto_advance") is { } advance)
            {
                invoice["auto_advance"] = advance;
                invoice["automatically_finalizes_at"] = advance && invoice.Text("status") == "draft" ? ledger.Now(invoice) + (long)ledger.Options.FinalizeAfter.TotalSeconds : null;
            }
        });
        return invoice;
    }

    private JsonObject Delete(Call call)
    {
        var invoice = ledger.Get("invoice", call.Id);
        InvoiceLife.Require(invoice, "draft", "delete");
        foreach (var item in ledger.All("invoiceitem").Where(i => i.Text("invoice") == call.Id))
        {
            item["invoice"] = null;
        }

        ledger.Remove(invoice);
        ledger.Emit("invoice.deleted", invoice);
        return new JsonObject { ["id"] = call.Id, ["object"] = "invoice", ["deleted"] = true };
    }

    private JsonObject Finalize(Call call)
    {
        var invoice = ledger.Get("invoice", call.Id);
        life.Finalize(invoice);
        invoice["auto_advance"] = call.Params.Flag("auto_advance") ?? invoice.Is("auto_advance");
        if (invoice.Whole("amount_due") == 0 || invoice.Is("auto_advance"))
        {
            life.Collect(invoice);
        }

        return invoice;
    }

    private JsonObject Pay(Call call)
    {
        var invoice = ledger.Get("invoice", call.Id);
        if (invoice.Text("status") == "draft")
        {
            life.Finalize(invoice);
        }

        if (invoice.Text("status") is not ("open" or "uncollectible"))
        {
            throw StripeError.Invalid(invoice.Text("status") == "paid" ? "Invoice is already paid" : $"Invoice is {invoice.Text("status")} and can't be paid.");
        }

        if (call.Params.Flag("paid_out_of_band") == true)
        {
            life.MarkPaid(invoice, outOfBand: true);
            return invoice;
        }

        if (invoice.Whole("amount_due") == 0)
        {
            life.MarkPaid(invoice);
            return invoice;
        }

        var customer = ledger.Get("customer", invoice.Text("customer")!);
        var method = call.Params.Text("payment_method") is { } id ? methods.Attached(id, customer, "payment_method") : life.MethodOf(invoice);
        var outcome = life.Pay(invoice, method, automatic: false, present: call.Params.Flag("off_session") == false);
        return outcome.Succeeds ? invoice : throw outcome.ToError(charging.IntentOf(invoice));
    }

    private JsonObject Send(Call call)
    {
        var invoice = ledger.Get("invoice", call.Id);
        if (invoice.Text("status") == "draft")
        {
            life.Finalize(invoice);
        }

        ledger.Emit("invoice.sent", invoice);
        return invoice;
    }

    private JsonObject Then(Call call, Action<JsonObject> change)
    {
        var invoice = ledger.Get("invoice", call.Id);
        change(invoice);
        return invoice;
    }

    private JsonObject List(Call call)
    {
        var p = call.Params;
        return Paging.Page(call, ledger.NewestFirst("invoice").Where(i =>
            (p.Text("customer") is not { } customer || i.Text("customer") == customer)
            && (p.Text("subscription") is not { } subscription || i.Part("parent").Part("subscription_details").Text("subscription") == subscription)
            && (p.Choice("status", "draft", "open", "paid", "uncollectible", "void") is not { } status || i.Text("status") == status)
            && (p.Text("collection_method") is not { } method || i.Text("collection_method") == method)
            && Paging.InRange(p, "created", i.Whole("created")!.Value)));
    }

    private JsonObject CreateItem(Call call)
    {
        var p = call.Params;
        var customer = ledger.Get("customer", p.Required("customer"), "customer");
        if (p.Text("subscription") is { } id)
        {
            ledger.Get("subscription", id, "subscription");
        }

        var now = ledger.Now(customer);
        var price = p.Part("pricing")?.Text("price") is { } named ? ledger.Get("price", named, "pricing[price]") : null;
        var quantity = p.Whole("quantity") ?? 1;
        var amount = p.Whole("amount") ?? InvoiceLines.Round(quantity * (price.Number("unit_amount_decimal") ?? p.Number("unit_amount_decimal") ?? throw StripeError.Missing("amount")));
        var item = InvoiceItemShape.Of(ledger, customer, amount, price.Text("currency") ?? p.Text("currency") ?? "usd", p.Text("description"), quantity);
        item["pricing"] = price is null ? null : InvoiceLines.PricingOf(price);
        item["parent"] = p.Text("subscription") is { } subscription ? InvoiceItemShape.ParentOf(subscription) : null;
        item["period"] = new JsonObject { ["end"] = p.Part("period")?.Whole("end") ?? now, ["start"] = p.Part("period")?.Whole("start") ?? now };
        p.MergeMetadata(item);
        ledger.Add(item);
        ledger.Emit("invoiceitem.created", item);
        return item;
    }

    private JsonObject ListItems(Call call)
    {
        var p = call.Params;
        return Paging.Page(call, ledger.NewestFirst("invoiceitem").Where(i =>
            (p.Text("customer") is not { } customer || i.Text("customer") == customer)
            && (p.Text("invoice") is not { } invoice || i.Text("invoice") == invoice)
            && (p.Flag("pending") is not { } pending || i["invoice"] is null == pending)));
    }

    private JsonObject DeleteItem(Call call)
    {
        var item = ledger.Get("invoiceitem", call.Id);
        if (item["invoice"] is not null)
        {
            throw StripeError.Invalid("You can't delete an invoice item that is attached to an invoice.");
        }

        ledger.Remove(item);
        ledger.Emit("invoiceitem.deleted", item);
        return new JsonObject { ["id"] = call.Id, ["object"] = "invoiceitem", ["deleted"] = true };
    }

    private JsonObject ListPayments(Call call)
    {
        var p = call.Params;
        return Paging.Page(call, ledger.NewestFirst("invoice_payment").Where(i =>
            (p.Text("invoice") is not { } invoice || i.Text("invoice") == invoice)
            && (p.Text("status") is not { } status || i.Text("status") == status)
            && (p.Part("payment")?.Text("payment_intent") is not { } intent || i.Part("payment").Text("payment_intent") == intent)));
    }

    private IEnumerable<JsonObject> OfCustomer(string kind, Params p) =>
        ledger.NewestFirst(kind).Where(o => p.Text("customer") is not { } customer || o.Text("customer") == customer);
}
