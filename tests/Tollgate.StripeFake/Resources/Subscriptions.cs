using System.Text.Json.Nodes;

namespace Tollgate.StripeFake;

/// <summary>/v1/subscriptions: creating, reading and ending them; <see cref="SubscriptionUpdates"/> changes them.</summary>
internal sealed class Subscriptions(Ledger ledger, PaymentMethods methods, SubscriptionItems items, InvoiceLife invoices, Standing standing, Renewals renewals)
{
    private const string NewFields = "customer! items[price quantity metadata{*} tax_rates[]]! default_payment_method trial_end trial_period_days"
        + " trial_settings{end_behavior{missing_payment_method}} payment_behavior proration_behavior collection_method days_until_due cancel_at_period_end cancel_at"
        + " billing_cycle_anchor billing_mode{type flexible{*}} currency description metadata{*} off_session payment_settings{*} automatic_tax{*} invoice_settings{*}";

    public void Map(RouteTable routes)
    {
        routes.Post("/v1/subscriptions", NewFields, call => Create(call.Params));
        routes.List("/v1/subscriptions", "customer price status created{gte gt lte lt} collection_method test_clock current_period_start current_period_end", List);
        routes.Get("/v1/subscriptions/*", "", call => ledger.Get("subscription", call.Id));
        routes.Delete("/v1/subscriptions/*", "invoice_now prorate cancellation_details{comment feedback}", Cancel);
        routes.Post("/v1/subscriptions/*/pause", "type! bill_for{outstanding_usage_through{type} unused_time_from{type}} invoicing_behavior", Pause);
        routes.Post("/v1/subscriptions/*/resume", "billing_cycle_anchor{type} payment_behavior proration_behavior proration_date", Resume);
    }

    public static bool IsOver(JsonObject subscription) => Standing.IsOver(subscription);

    /// <summary>Ends it now, by whatever reason.</summary>
    public void End(JsonObject subscription, string reason) => standing.End(subscription, reason);

    public JsonObject Create(Params p)
    {
        var customer = ledger.Get("customer", p.Required("customer"), "customer");
        if (customer.Is("deleted"))
        {
            throw StripeError.NotFound("customer", customer.Id(), "customer");
        }

        var subscription = Shape(customer, p);
        var parts = items.Read(p.Parts("items"), subscription);
        subscription["currency"] = parts[0].Part("price").Text("currency");
        if (p.Text("default_payment_method") is { } method)
        {
            subscription["default_payment_method"] = methods.Attached(method, customer, "default_payment_method").Id();
        }

        var now = ledger.Now(customer);
        var trialEnd = TrialEnd(p, now);
        var anchor = trialEnd ?? p.Whole("billing_cycle_anchor") ?? now;
        subscription["billing_cycle_anchor"] = anchor;
        subscription["trial_start"] = trialEnd is null ? null : now;
        subscription["trial_end"] = trialEnd;
        foreach (var item in parts)
        {
            item["current_period_start"] = now;
            item["current_period_end"] = trialEnd ?? Calendar.Next(anchor, item.Part("price")!.Part("recurring")!, now);
        }

        subscription["items"] = Paging.List($"/v1/subscription_items?subscription={subscription.Id()}", parts);
        subscription.Part("items")!["total_count"] = (long)parts.Count;
        SetCancelAt(subscription, p);
        Begin(subscription, customer, p.Choice("payment_behavior", "allow_incomplete", "default_incomplete", "error_if_incomplete", "pending_if_incomplete") ?? "allow_incomplete");
        customer["currency"] ??= subscription.Text("currency");
        return subscription;
    }

    /// <summary>Keeps it and bills the first period; an unpaid first invoice leaves it incomplete.</summary>
    private void Begin(JsonObject subscription, JsonObject customer, string behavior)
    {
        var trial = subscription.Whole("trial_end") is not null;
        var sent = subscription.Text("collection_method") == "send_invoice";
        var first = items.FirstLines(subscription, trial);
        var due = first.Sum(l => l.Whole("amount")!.Value) + (customer.Whole("balance") ?? 0) > 0;
        var method = methods.ToCharge(subscription, customer);
        if (due && !sent && behavior != "default_incomplete")
        {
            RequirePayable(method, behavior);
        }

        subscription["status"] = trial ? "trialing" : due && !sent ? "incomplete" : "active";
        ledger.Add(subscription);
        ledger.Emit("customer.subscription.created", subscription);
        if (first.Count > 0)
        {
            var now = ledger.Now(customer);
            var invoice = invoices.Draft(new InvoiceRequest(customer, subscription, "subscription_create", first, now, now) { TakesPending = !trial });
            subscription["latest_invoice"] = invoice.Id();
            if (sent && !trial)
            {
                return;
            }

            invoices.Finalize(invoice);
            if (!due || behavior != "default_incomplete")
            {
                invoices.Collect(invoice);
            }
        }

        if (trial)
        {
            renewals.AnnounceTrialEnd(subscription);
        }
    }

    private void RequirePayable(JsonObject? method, string behavior)
    {
        if (method is null)
        {
            throw StripeError.Invalid("This customer has no attached payment source or default payment method. Please consider adding a default payment method.", null, "resource_missing");
        }

        if (behavior == "error_if_incomplete" && methods.OutcomeOf(method) is { Succeeds: false } refusal)
        {
            throw refusal.ToError(null);
        }
    }

    private static long? TrialEnd(Params p, long now)
    {
        if (p.Whole("trial_period_days") is { } days)
        {
            return days > 0 ? now + days * 86400 : null;
        }

        if (p.Text("trial_end") is null or "now")
        {
            return null;
        }

        var end = p.Whole("trial_end")!.Value;
        return end > now ? end : throw StripeError.Invalid("Invalid timestamp: must be an integer Unix timestamp in the future.", "trial_end");
    }

    /// <summary>cancel_at_period_end also shows as cancel_at, the end of the longest period.</summary>
    public static void SetCancelAt(JsonObject subscription, Params p)
    {
        if (p.Flag("cancel_at_period_end") is { } atEnd)
        {
            subscription["cancel_at_period_end"] = atEnd;
            subscription["cancel_at"] = atEnd ? subscription.Data("items").Max(i => i.Whole("current_period_end")) : null;
        }
        else if (p.Has("cancel_at"))
        {
            subscription["cancel_at"] = p.Whole("cancel_at");
            subscription["cancel_at_period_end"] = false;
        }
    }

    private JsonObject Shape(JsonObject customer, Params p)
    {
        var subscription = new JsonObject
        {
            ["id"] = ledger.Ids.Next("sub"),
            ["object"] = "subscription",
            ["application"] = null,
            ["application_fee_percent"] = null,
            ["automatic_tax"] = new JsonObject { ["disabled_reason"] = null, ["enabled"] = false, ["liability"] = null },
            ["billing_cycle_anchor"] = 0L,
            ["billing_cycle_anchor_config"] = null,
            ["billing_mode"] = new JsonObject { ["type"] = p.Part("billing_mode")?.Choice("type", "classic", "flexible") ?? "flexible" },
            ["billing_schedules"] = new JsonArray(),
            ["billing_thresholds"] = null,
            ["cancel_at"] = null,
            ["cancel_at_period_end"] = false,
            ["canceled_at"] = null,
            ["cancellation_details"] = new JsonObject { ["comment"] = null, ["feedback"] = null, ["reason"] = null },
            ["collection_method"] = p.Choice("collection_method", "charge_automatically", "send_invoice") ?? "charge_automatically",
            ["created"] = ledger.Now(customer),
            ["currency"] = null,
            ["customer"] = customer.Id(),
            ["customer_account"] = null,
            ["days_until_due"] = p.Whole("days_until_due"),
            ["default_payment_method"] = null,
            ["default_source"] = null,
            ["default_tax_rates"] = new JsonArray(),
            ["description"] = p.Text("description"),
            ["discounts"] = new JsonArray(),
            ["ended_at"] = null,
            ["invoice_settings"] = new JsonObject { ["account_tax_ids"] = null, ["issuer"] = new JsonObject { ["type"] = "self" } },
            ["items"] = null,
            ["latest_invoice"] = null,
            ["livemode"] = false,
            ["metadata"] = new JsonObject(),
            ["next_pending_invoice_item_invoice"] = null,
            ["on_behalf_of"] = null,
            ["pause_collection"] = null,
            ["payment_settings"] = new JsonObject { ["payment_method_options"] = null, ["payment_method_types"] = null, ["save_default_payment_method"] = "off" },
            ["pending_invoice_item_interval"] = null,
            ["pending_setup_intent"] = null,
            ["pending_update"] = null,
            ["schedule"] = null,
            ["start_date"] = ledger.Now(customer),
            ["status"] = "incomplete",
            ["test_clock"] = customer.Text("test_clock"),
            ["transfer_data"] = null,
            ["trial_end"] = null,
            ["trial_settings"] = new JsonObject { ["end_behavior"] = new JsonObject { ["missing_payment_method"] = MissingMethod(p) ?? "create_invoice" } },
            ["trial_start"] = null,
        };
        if (subscription.Text("collection_method") == "send_invoice" && subscription["days_until_due"] is null)
        {
            throw StripeError.Missing("days_until_due");
        }

        p.MergeMetadata(subscription);
        return subscription;
    }

    public static string? MissingMethod(Params p) =>
        p.Part("trial_settings")?.Part("end_behavior")?.Choice("missing_payment_method", "cancel", "create_invoice", "pause");

    private JsonObject List(Call call)
    {
        var p = call.Params;
        var status = p.Text("status");
        return Paging.Page(call, ledger.NewestFirst("subscription").Where(s =>
            (status switch { null => s.Text("status") != "canceled", "all" => true, "ended" => IsOver(s), _ => s.Text("status") == status })
            && (p.Text("customer") is not { } customer || s.Text("customer") == customer)
            && (p.Text("price") is not { } price || s.Data("items").Any(i => i.Part("price").Text("id") == price))
            && (p.Text("test_clock") is not { } clock || s.Text("test_clock") == clock)
            && (p.Text("collection_method") is not { } method || s.Text("collection_method") == method)
            && Paging.InRange(p, "created", s.Whole("created")!.Value)));
    }

    private JsonObject Cancel(Call call)
    {
        var subscription = Live(call.Id);
        if (call.Params.Part("cancellation_details") is { } details)
        {
            details.CopyTexts(subscription.Part("cancellation_details")!, "comment", "feedback");
        }

        var final = call.Params.Flag("invoice_now") == true ? items.FinalLines(subscription, ledger.Now(subscription), call.Params.Flag("prorate") == true) : [];
        standing.End(subscription, "cancellation_requested");
        if (final.Count > 0)
        {
            Bill(subscription, "subscription_update", final);
        }

        return subscription;
    }

    private JsonObject Pause(Call call)
    {
        var subscription = Live(call.Id);
        call.Params.Choice("type", "subscription");
        if (subscription.Text("status") is not ("active" or "past_due" or "trialing"))
        {
            throw StripeError.Invalid($"Subscription {call.Id} is {subscription.Text("status")} and can't be paused.");
        }

        var billed = call.Params.Part("bill_for");
        var now = ledger.Now(subscription);
        var usage = billed?.Part("outstanding_usage_through")?.Text("type") == "now" ? items.UsageLines(subscription, now) : [];
        var unused = billed?.Part("unused_time_from")?.Text("type") == "now" ? items.UnusedLines(subscription, now) : [];
        standing.Pause(subscription, "pause_requested");
        if (usage.Count + unused.Count > 0)
        {
            Bill(subscription, "subscription_update", [.. usage, .. unused]);
        }

        return subscription;
    }

    /// <summary>Starts a new period; the subscription goes on when its invoice is paid, within 23 hours.</summary>
    private JsonObject Resume(Call call)
    {
        var subscription = Live(call.Id);
        if (subscription.Text("status") != "paused")
        {
            throw StripeError.Invalid($"Subscription {call.Id} is {subscription.Text("status")}; only a paused subscription can be resumed.");
        }

        var now = ledger.Now(subscription);
        var restarts = call.Params.Part("billing_cycle_anchor")?.Choice("type", "now", "unchanged") != "unchanged";
        ledger.Change(subscription, "customer.subscription.updated", () =>
        {
            subscription["billing_cycle_anchor"] = restarts ? now : subscription.Whole("billing_cycle_anchor");
            subscription["trial_end"] = subscription.Whole("trial_end") is { } end && end > now ? now : subscription["trial_end"]?.DeepClone();
            foreach (var item in subscription.Data("items"))
            {
                item["current_period_start"] = now;
                item["current_period_end"] = Calendar.Next(subscription.Whole("billing_cycle_anchor")!.Value, item.Part("price")!.Part("recurring")!, now);
            }
        });
        var first = items.FirstLines(subscription, trial: false);
        if (first.Count == 0)
        {
            GoOn(subscription);
            return subscription;
        }

        var customer = ledger.Get("customer", subscription.Text("customer")!);
        var invoice = invoices.Draft(new InvoiceRequest(customer, subscription, "subscription_update", first, now, now));
        subscription["latest_invoice"] = invoice.Id();
        renewals.ExpireAt(invoice, now + Renewals.PaymentWindow);
        standing.WhenPaid[invoice.Id()] = () => GoOn(subscription);
        invoices.Finalize(invoice);
        invoices.Collect(invoice);
        return subscription;
    }

    private void GoOn(JsonObject subscription)
    {
        ledger.Change(subscription, "customer.subscription.updated", () =>
        {
            subscription["status"] = "active";
            subscription.Remove("status_details");
        });
        ledger.Emit("customer.subscription.resumed", subscription);
    }

    private void Bill(JsonObject subscription, string reason, IReadOnlyList<JsonObject> final)
    {
        var now = ledger.Now(subscription);
        var customer = ledger.Get("customer", subscription.Text("customer")!);
        var invoice = invoices.Draft(new InvoiceRequest(customer, subscription, reason, final, now, now));
        subscription["latest_invoice"] = invoice.Id();
        invoices.Finalize(invoice);
        invoices.Collect(invoice);
    }

    private JsonObject Live(string id)
    {
        var subscription = ledger.Get("subscription", id);
        return IsOver(subscription) ? throw StripeError.NotFound("subscription", id) : subscription;
    }
}
