using System.Text.Json.Nodes;

namespace Tollgate.StripeFake;

/// <summary>An invoice from draft to its end.</summary>
internal sealed class InvoiceLife(Ledger ledger, InvoiceLines lines, Charging charging, PaymentMethods methods, Standing standing)
{
    /// <summary>The method that the last charge of an invoice was refused for good with; null stands for none at all.</summary>
    private readonly Dictionary<string, string?> _refused = [];

    /// <summary>A draft with these lines and the pending items; finalised by the clock unless the caller does.</summary>
    public JsonObject Draft(InvoiceRequest request)
    {
        var invoice = InvoiceShape.Empty(ledger.Ids.Next("in"), request, ledger.Now(request.Customer));
        var parts = request.Lines.Concat(request.TakesPending ? TakePending(request, invoice.Id()) : []).ToList();
        foreach (var line in parts)
        {
            line["invoice"] = invoice.Id();
        }

        invoice["lines"] = Paging.List($"/v1/invoices/{invoice.Id()}/lines", parts);
        invoice.Part("lines")!["total_count"] = (long)parts.Count;
        InvoiceLines.Sum(invoice);
        if (request.AutoAdvance)
        {
            invoice["automatically_finalizes_at"] = ledger.Now(request.Customer) + (long)ledger.Options.FinalizeAfter.TotalSeconds;
        }

        if (request.IsPreview)
        {
            return invoice;
        }

        ledger.Add(invoice);
        ledger.Emit("invoice.created", invoice);
        return invoice;
    }

    /// <summary>Fixes the amounts; the caller collects, or the clock does.</summary>
    public void Finalize(JsonObject invoice)
    {
        Require(invoice, "draft", "finalize");
        lines.Recount(invoice);
        var now = ledger.Now(invoice);
        ApplyBalance(invoice);
        invoice["status"] = "open";
        invoice["automatically_finalizes_at"] = null;
        invoice["effective_at"] = now;
        invoice.Part("status_transitions")!["finalized_at"] = now;
        invoice["number"] = NextNumber(invoice);
        invoice["hosted_invoice_url"] = new Uri(ledger.Address, $"/_fake/invoices/{invoice.Id()}").ToString();
        invoice["invoice_pdf"] = invoice.Text("hosted_invoice_url") + "/pdf";
        if (invoice.Text("collection_method") == "send_invoice")
        {
            invoice["due_date"] ??= now + (invoice.Whole("days_until_due") ?? 30) * 86400;
        }

        invoice.Remove("days_until_due");
        ledger.Emit("invoice.finalized", invoice);
        if (invoice.Whole("amount_due") > 0)
        {
            charging.IntentOf(invoice);
        }
    }

    /// <summary>Finalises a draft and collects it at once, or as the paused collection says.</summary>
    public void FinalizeAndCollect(JsonObject invoice)
    {
        Finalize(invoice);
        switch (Standing.SubscriptionOf(ledger, invoice).Part("pause_collection").Text("behavior"))
        {
            case "void":
                Void(invoice);
                return;
            case "mark_uncollectible":
                MarkUncollectible(invoice, "subscription_paused");
                return;
        }

        Collect(invoice);
    }

    /// <summary>The automatic step after finalisation: nothing due is paid, a sent invoice waits, a card is charged.</summary>
    public void Collect(JsonObject invoice)
    {
        if (invoice.Whole("amount_due") == 0)
        {
            MarkPaid(invoice);
        }
        else if (invoice.Text("collection_method") == "send_invoice")
        {
            ledger.Emit("invoice.sent", invoice);
        }
        else
        {
            Pay(invoice, MethodOf(invoice), automatic: true);
        }
    }

    public JsonObject? MethodOf(JsonObject invoice) => ledger.Find(invoice.Text("default_payment_method"))
        ?? methods.ToCharge(Standing.SubscriptionOf(ledger, invoice), ledger.Get("customer", invoice.Text("customer")!));

    /// <summary>One attempt. Automatic ones count and are repeated; a refusal for good isn't charged again until there is another method.</summary>
    public CardOutcome Pay(JsonObject invoice, JsonObject? method, bool automatic, bool present = false)
    {
        var repeated = automatic && _refused.TryGetValue(invoice.Id(), out var refused) && refused == method?.Id();
        var outcome = repeated ? (method is null ? CardOutcome.NoMethod : methods.OutcomeOf(method)) : charging.Charge(charging.IntentOf(invoice), method, present);
        var count = invoice.Whole("attempt_count")!.Value;
        if (outcome.Succeeds)
        {
            invoice["attempt_count"] = automatic || count == 0 ? count + 1 : count;
            MarkPaid(invoice);
            return outcome;
        }

        _refused.Remove(invoice.Id());
        if (outcome.IsHard)
        {
            _refused[invoice.Id()] = method?.Id();
        }

        var next = automatic ? NextAttempt(invoice, count) : invoice.Whole("next_payment_attempt");
        ledger.Change(invoice, "invoice.updated", () =>
        {
            invoice["attempted"] = true;
            invoice["attempt_count"] = automatic || count == 0 ? count + 1 : count;
            invoice["next_payment_attempt"] = next;
        });
        if (!repeated)
        {
            ledger.Emit("invoice.payment_failed", invoice);
            if (outcome.NeedsCustomer)
            {
                ledger.Emit("invoice.payment_action_required", invoice);
            }
        }

        standing.Failed(invoice, exhausted: automatic && next is null && invoice.Is("auto_advance"));
        return outcome;
    }

    public void MarkPaid(JsonObject invoice, bool outOfBand = false)
    {
        charging.Settle(invoice, outOfBand ? "canceled" : "paid");
        ledger.Change(invoice, "invoice.updated", () =>
        {
            invoice["status"] = "paid";
            invoice["attempted"] = true;
            invoice["auto_advance"] = false;
            invoice["amount_paid"] = invoice.Whole("amount_due");
            invoice["amount_remaining"] = 0L;
            invoice["next_payment_attempt"] = null;
            invoice.Part("status_transitions")!["paid_at"] = ledger.Now(invoice);
        });
        ledger.Emit("invoice.paid", invoice);
        if (!outOfBand)
        {
            ledger.Emit("invoice.payment_succeeded", invoice);
        }

        standing.Paid(invoice);
    }

    public void Void(JsonObject invoice)
    {
        if (invoice.Text("status") is not ("open" or "uncollectible"))
        {
            throw StripeError.Invalid($"You can only void an open or uncollectible invoice. This invoice is {invoice.Text("status")}.", null, "invoice_not_editable");
        }

        Close(invoice, "void", "voided_at");
        ledger.Emit("invoice.voided", invoice);
    }

    public void MarkUncollectible(JsonObject invoice, string reason)
    {
        Require(invoice, "open", "mark as uncollectible");
        invoice["status_details"] = new JsonObject { ["uncollectible"] = new JsonObject { ["reason"] = reason } };
        Close(invoice, "uncollectible", "marked_uncollectible_at");
        ledger.Emit("invoice.marked_uncollectible", invoice);
    }

    public static void Require(JsonObject invoice, string status, string verb)
    {
        if (invoice.Text("status") != status)
        {
            throw StripeError.Invalid($"You can only {verb} an invoice that is {status}. This invoice is {invoice.Text("status")}.", null, "invoice_not_editable");
        }
    }

    private void Close(JsonObject invoice, string status, string transition)
    {
        charging.Settle(invoice, "canceled");
        ledger.Change(invoice, "invoice.updated", () =>
        {
            invoice["status"] = status;
            invoice["auto_advance"] = false;
            invoice["next_payment_attempt"] = null;
            invoice.Part("status_transitions")![transition] = ledger.Now(invoice);
        });
    }

    /// <summary>The first payment of a subscription is not dunned: the customer is there, and has 23 hours.</summary>
    private long? NextAttempt(JsonObject invoice, long attemptsBefore)
    {
        var retries = ledger.Options.RetryAfter;
        var dunned = invoice.Is("auto_advance") && invoice.Text("billing_reason") != "subscription_create";
        return dunned && attemptsBefore < retries.Count ? ledger.Now(invoice) + (long)retries[(int)attemptsBefore].TotalSeconds : null;
    }

    /// <summary>A customer's credit pays first; a negative total becomes credit.</summary>
    private void ApplyBalance(JsonObject invoice)
    {
        var customer = ledger.Get("customer", invoice.Text("customer")!);
        var balance = customer.Whole("balance") ?? 0;
        var due = invoice.Whole("total")!.Value + balance;
        invoice["starting_balance"] = balance;
        invoice["ending_balance"] = Math.Min(0, due);
        invoice["amount_due"] = Math.Max(0, due);
        invoice["amount_remaining"] = Math.Max(0, due);
        ledger.Change(customer, "customer.updated", () => customer["balance"] = Math.Min(0, due));
    }

    private string NextNumber(JsonObject invoice)
    {
        var customer = ledger.Get("customer", invoice.Text("customer")!);
        var sequence = customer.Whole("next_invoice_sequence")!.Value;
        customer["next_invoice_sequence"] = sequence + 1;
        return $"{customer.Text("invoice_prefix")}-{sequence:D4}";
    }

    private IEnumerable<JsonObject> TakePending(InvoiceRequest request, string invoice)
    {
        foreach (var item in ledger.All("invoiceitem").Where(i => i["invoice"] is null && i.Text("customer") == request.Customer.Id()))
        {
            var owner = item.Part("parent").Part("subscription_details").Text("subscription");
            if (owner is not null && owner != request.Subscription?.Id())
            {
                continue;
            }

            if (!request.IsPreview)
            {
                item["invoice"] = invoice;
            }

            yield return lines.OfItem(item);
        }
    }
}
