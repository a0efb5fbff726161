using System.Text.Json.Nodes;

namespace Tollgate.StripeFake;

/// <summary>POST /v1/subscriptions/{id}: plain fields, trials, and changes of items with what they cost.</summary>
internal sealed class SubscriptionUpdates(Ledger ledger, PaymentMethods methods, SubscriptionItems items, InvoiceLines lines, InvoiceLife invoices, Standing standing, Renewals renewals)
{
    private const string Fields = "items[id price quantity deleted clear_usage metadata{*} tax_rates[]] cancel_at_period_end cancel_at cancellation_details{comment feedback} trial_end"
        + " trial_settings{end_behavior{missing_payment_method}} proration_behavior proration_date payment_behavior billing_cycle_anchor{type} metadata{*} default_payment_method"
        + " pause_collection{behavior resumes_at} collection_method days_until_due description off_session payment_settings{*} automatic_tax{*} invoice_settings{*}";

    public void Map(RouteTable routes) => routes.Post("/v1/subscriptions/*", Fields, call => Update(ledger.Get("subscription", call.Id), call.Params));

    public JsonObject Update(JsonObject subscription, Params p)
    {
        if (Standing.IsOver(subscription) && p.Names.Any(n => n is not ("metadata" or "cancellation_details" or "expand")))
        {
            throw StripeError.Invalid("A canceled subscription can only update its cancellation_details and metadata.");
        }

        var now = ledger.Now(subscription);
        var swaps = Swaps(subscription, p.Parts("items"));
        var restarts = p.Part("billing_cycle_anchor")?.Choice("type", "now", "unchanged") == "now" || swaps.Any(s => s.ChangesInterval);
        if (swaps.Count == 0 && !restarts)
        {
            ledger.Change(subscription, "customer.subscription.updated", () => ApplyFields(subscription, p));
            MoveTrial(subscription, p, now);
            return subscription;
        }

        Bill(subscription, p, new ItemChange(swaps, restarts, now));
        return subscription;
    }

    /// <summary>Applies a change of items and charges for it, now or with the next invoice.</summary>
    private void Bill(JsonObject subscription, Params p, ItemChange change)
    {
        var proration = p.Choice("proration_behavior", "always_invoice", "create_prorations", "none") ?? "create_prorations";
        var behavior = p.Choice("payment_behavior", "allow_incomplete", "default_incomplete", "error_if_incomplete", "pending_if_incomplete") ?? "allow_incomplete";
        Prepare(subscription, change);
        if (subscription.Text("status") is "trialing" or "paused" or "incomplete")
        {
            Apply(subscription, p, change);
            MoveTrial(subscription, p, change.Now);
            return;
        }

        var immediate = change.Restarts || proration == "always_invoice";
        if (immediate && behavior == "error_if_incomplete")
        {
            RequirePayment(subscription);
        }

        var costs = Costs(subscription, change, prorates: proration != "none");
        if (!immediate)
        {
            Apply(subscription, p, change);
            costs.ForEach(line => InvoiceItemShape.Pending(ledger, subscription, line));
            return;
        }

        var waits = behavior == "pending_if_incomplete";
        if (!waits)
        {
            Apply(subscription, p, change);
        }

        var invoice = invoices.Draft(new InvoiceRequest(ledger.Get("customer", subscription.Text("customer")!), subscription, "subscription_update", costs, change.Now, change.Now) { AutoAdvance = !waits });
        if (waits)
        {
            standing.WhenPaid[invoice.Id()] = () => Confirm(subscription, p, change);
        }
        else
        {
            subscription["latest_invoice"] = invoice.Id();
        }

        invoices.Finalize(invoice);
        invoices.Collect(invoice);
        subscription["latest_invoice"] = invoice.Id();
        if (waits && standing.WhenPaid.ContainsKey(invoice.Id()))
        {
            ledger.Change(subscription, "customer.subscription.updated", () => subscription["pending_update"] = PendingUpdate(change));
        }
    }

    private static JsonObject PendingUpdate(ItemChange change) => new()
    {
        ["billing_cycle_anchor"] = change.Restarts ? change.Now : null,
        ["expires_at"] = change.Now + Renewals.PaymentWindow,
        ["subscription_items"] = new JsonArray([.. change.Swaps.Select(s => s.After).OfType<JsonObject>().Select(i => i.DeepClone())]),
        ["trial_end"] = null,
        ["trial_from_plan"] = null,
    };

    /// <summary>The payment that a pending update waited for has come.</summary>
    private void Confirm(JsonObject subscription, Params p, ItemChange change)
    {
        var pending = subscription["pending_update"] is not null;
        subscription["pending_update"] = null;
        Apply(subscription, p, change);
        if (pending)
        {
            ledger.Emit("customer.subscription.pending_update_applied", subscription);
        }
    }

    private void Apply(JsonObject subscription, Params p, ItemChange change) => ledger.Change(subscription, "customer.subscription.updated", () =>
    {
        var kept = Result(subscription, change).Select(i => (JsonNode)i.DeepClone()).ToArray();
        subscription["billing_cycle_anchor"] = change.Restarts ? change.Now : subscription.Whole("billing_cycle_anchor");
        subscription.Part("items")!["data"] = new JsonArray(kept);
        subscription.Part("items")!["total_count"] = (long)kept.Length;
        if (change.Restarts)
        {
            foreach (var item in subscription.Data("items"))
            {
                item["current_period_start"] = change.Now;
                item["current_period_end"] = Calendar.Next(change.Now, item.Part("price")!.Part("recurring")!, change.Now);
            }
        }

        ApplyFields(subscription, p);
    });

    private static IEnumerable<JsonObject> Result(JsonObject subscription, ItemChange change) =>
        subscription.Data("items").Where(i => !change.Swaps.Any(s => s.Before?.Id() == i.Id())).Concat(change.Swaps.Select(s => s.After).OfType<JsonObject>());

    /// <summary>New items share the running period.</summary>
    private static void Prepare(JsonObject subscription, ItemChange change)
    {
        var running = subscription.Data("items")[0];
        foreach (var item in change.Swaps.Where(s => s.Before is null).Select(s => s.After!))
        {
            item["current_period_start"] = running.Whole("current_period_start");
            item["current_period_end"] = running.Whole("current_period_end");
        }

        if (!Result(subscription, change).Any())
        {
            throw StripeError.Invalid("A subscription must have at least one active plan.", "items");
        }
    }

    /// <summary>Credits and charges of the change, and the usage so far of meters whose price changes; that of a deleted item is dropped.</summary>
    private List<JsonObject> Costs(JsonObject subscription, ItemChange change, bool prorates)
    {
        var customer = subscription.Text("customer")!;
        var costs = new List<JsonObject?>();
        var before = change.Restarts ? subscription.Data("items") : [.. change.Swaps.Select(s => s.Before).OfType<JsonObject>()];
        foreach (var item in before)
        {
            var isDeleted = change.Swaps.Any(s => s.Before?.Id() == item.Id() && s.After is null);
            if (!SubscriptionItems.IsMetered(item))
            {
                costs.Add(prorates ? items.Unused(item, change.Now) : null);
            }
            else if (prorates && !isDeleted)
            {
                costs.Add(items.UsageLine(item, customer, change.Now));
            }
            else
            {
                items.DropUsage(item, change.Now);
            }
        }

        foreach (var item in change.Restarts ? Result(subscription, change) : change.Swaps.Select(s => s.After).OfType<JsonObject>())
        {
            if (SubscriptionItems.IsMetered(item))
            {
                items.DropUsage(item, change.Now);
            }
            else if (change.Restarts)
            {
                costs.Add(lines.Licensed(item, change.Now, Calendar.Next(change.Now, item.Part("price")!.Part("recurring")!, change.Now)));
            }
            else
            {
                costs.Add(prorates ? items.Remaining(item, change.Now) : null);
            }
        }

        return [.. costs.OfType<JsonObject>()];
    }

    private void RequirePayment(JsonObject subscription)
    {
        var method = methods.ToCharge(subscription, ledger.Get("customer", subscription.Text("customer")!));
        var outcome = method is null ? CardOutcome.NoMethod : methods.OutcomeOf(method);
        if (!outcome.Succeeds)
        {
            throw outcome.ToError(null);
        }
    }

    private void ApplyFields(JsonObject subscription, Params p)
    {
        p.CopyTexts(subscription, "description");
        if (p.Text("default_payment_method") is { } method)
        {
            subscription["default_payment_method"] = methods.Attached(method, ledger.Get("customer", subscription.Text("customer")!), "default_payment_method").Id();
        }

        subscription["collection_method"] = p.Choice("collection_method", "charge_automatically", "send_invoice") ?? subscription.Text("collection_method");
        subscription["days_until_due"] = p.Whole("days_until_due") ?? subscription.Whole("days_until_due");
        if (p.Part("pause_collection") is { } pause)
        {
            subscription["pause_collection"] = new JsonObject
            {
                ["behavior"] = pause.Choice("behavior", "keep_as_draft", "mark_uncollectible", "void") ?? throw StripeError.Missing("pause_collection[behavior]"),
                ["resumes_at"] = pause.Whole("resumes_at"),
            };
        }
        else if (p.IsCleared("pause_collection"))
        {
            subscription["pause_collection"] = null;
        }

        p.Part("cancellation_details")?.CopyTexts(subscription.Part("cancellation_details")!, "comment", "feedback");
        if (Subscriptions.MissingMethod(p) is { } missing)
        {
            subscription.Part("trial_settings")!.Part("end_behavior")!["missing_payment_method"] = missing;
        }

        Subscriptions.SetCancelAt(subscription, p);
        if (p.Has("cancel_at_period_end") || p.Has("cancel_at"))
        {
            var planned = subscription["cancel_at"] is not null;
            subscription["canceled_at"] = planned ? ledger.Now(subscription) : null;
            subscription.Part("cancellation_details")!["reason"] = planned ? "cancellation_requested" : null;
        }

        p.MergeMetadata(subscription);
    }

    /// <summary>Ends a trial now, or gives one until a time.</summary>
    private void MoveTrial(JsonObject subscription, Params p, long now)
    {
        if (p.Text("trial_end") == "now")
        {
            if (subscription.Text("status") == "trialing")
            {
                subscription["trial_end"] = now;
                subscription["billing_cycle_anchor"] = now;
                foreach (var item in subscription.Data("items"))
                {
                    item["current_period_end"] = now;
                }

                renewals.AnnounceTrialEnd(subscription);
                renewals.EndTrial(subscription);
                if (ledger.Find(subscription.Text("latest_invoice")) is { } invoice && invoice.Text("status") == "draft")
                {
                    invoices.FinalizeAndCollect(invoice);
                }
            }

            return;
        }

        if (p.Whole("trial_end") is not { } end)
        {
            return;
        }

        if (end <= now)
        {
            throw StripeError.Invalid("Invalid timestamp: must be an integer Unix timestamp in the future.", "trial_end");
        }

        ledger.Change(subscription, "customer.subscription.updated", () =>
        {
            subscription["status"] = "trialing";
            subscription["trial_start"] ??= now;
            subscription["trial_end"] = end;
            subscription["billing_cycle_anchor"] = end;
            foreach (var item in subscription.Data("items"))
            {
                item["current_period_end"] = end;
            }
        });
        renewals.AnnounceTrialEnd(subscription);
    }

    private List<Swap> Swaps(JsonObject subscription, IReadOnlyList<Params> sent)
    {
        var swaps = new List<Swap>();
        foreach (var p in sent)
        {
            if (p.Text("id") is not { } id)
            {
                swaps.Add(new Swap(null, items.New(p, subscription)));
                continue;
            }

            var before = subscription.Data("items").FirstOrDefault(i => i.Id() == id)
                ?? throw StripeError.NotFound("subscription_item", id, p.PathOf("id"));
            var after = p.Flag("deleted") == true ? null : items.Changed(before, p);
            if (after is null || !JsonNode.DeepEquals(before, after))
            {
                swaps.Add(new Swap((JsonObject)before.DeepClone(), after));
            }
        }

        return swaps;
    }

    /// <summary>An item before and after; null before means added, after means deleted.</summary>
    private sealed record Swap(JsonObject? Before, JsonObject? After)
    {
        public bool ChangesInterval => Before is not null && After is not null && (Recurring(Before, "interval") != Recurring(After, "interval") || Recurring(Before, "interval_count") != Recurring(After, "interval_count"));

        private static string? Recurring(JsonObject item, string name) => item.Part("price").Part("recurring").Text(name);
    }

    private sealed record ItemChange(IReadOnlyList<Swap> Swaps, bool Restarts, long Now);
}
