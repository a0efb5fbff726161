using System.Text.Json.Nodes;

namespace Tollgate.StripeFake;

/// <summary>
/// What time does to subscriptions and invoices. On a renewal, in this order: invoice.created, customer.subscription.updated (the period moves, the status stays),
/// an hour later invoice.finalized, then invoice.paid or invoice.payment_failed.
/// </summary>
internal sealed class Renewals(Ledger ledger, InvoiceLines lines, InvoiceLife invoices, SubscriptionItems items, PaymentMethods methods, Standing standing, EventLog events)
{
    /// <summary>How long an unpaid first invoice, update or resumption is kept open.</summary>
    public const long PaymentWindow = 23 * 3600;

    private const long TrialNotice = 3 * 86400;
    private const long UndeliveredWait = 72 * 3600;

    private readonly HashSet<string> _trialsAnnounced = [];
    private readonly Dictionary<string, long> _upcomingSent = [];
    private readonly HashSet<string> _overdueSent = [];
    private readonly Dictionary<string, long> _expiries = [];

    public IEnumerable<Due> Due() =>
        [.. ledger.All("subscription").Where(s => !Standing.IsOver(s)).SelectMany(OfSubscription), .. ledger.All("invoice").SelectMany(OfInvoice)];

    /// <summary>Voids an invoice that is still open then.</summary>
    public void ExpireAt(JsonObject invoice, long at) => _expiries[invoice.Id()] = at;

    /// <summary>trial_will_end three days before, or at once when the trial is shorter than that.</summary>
    public void AnnounceTrialEnd(JsonObject subscription)
    {
        if (subscription.Whole("trial_end") - TrialNotice <= ledger.Now(subscription) && _trialsAnnounced.Add(TrialKey(subscription)))
        {
            ledger.Emit("customer.subscription.trial_will_end", subscription);
        }
    }

    /// <summary>The next invoice as it would be now; has no id.</summary>
    public JsonObject Preview(JsonObject subscription)
    {
        var customer = ledger.Get("customer", subscription.Text("customer")!);
        var end = subscription.Data("items").Min(i => i.Whole("current_period_end")!.Value);
        var parts = new List<JsonObject>();
        foreach (var item in subscription.Data("items").Where(i => i.Whole("current_period_end") == end))
        {
            parts.Add(SubscriptionItems.IsMetered(item)
                ? lines.Metered(item, customer.Id(), item.Whole("current_period_start")!.Value, end)
                : lines.Licensed(item, end, NextEnd(subscription, item, end)));
        }

        var start = subscription.Data("items").Min(i => i.Whole("current_period_start")!.Value);
        var preview = invoices.Draft(new InvoiceRequest(customer, subscription, "upcoming", parts, start, end) { IsPreview = true });
        preview.Remove("id");
        preview["created"] = end;
        preview["automatically_finalizes_at"] = null;
        preview["next_payment_attempt"] = end + (long)ledger.Options.FinalizeAfter.TotalSeconds;
        return preview;
    }

    /// <summary>Ends a trial now; the next period starts here.</summary>
    public void EndTrial(JsonObject subscription)
    {
        var method = methods.ToCharge(subscription, ledger.Get("customer", subscription.Text("customer")!));
        var missing = subscription.Part("trial_settings").Part("end_behavior").Text("missing_payment_method");
        if (method is null && subscription.Text("collection_method") == "charge_automatically" && missing == "cancel")
        {
            standing.End(subscription, "payment_failed");
        }
        else if (method is null && subscription.Text("collection_method") == "charge_automatically" && missing == "pause")
        {
            standing.Pause(subscription, "trial_end_without_payment_method");
        }
        else
        {
            Renew(subscription, subscription.Whole("trial_end")!.Value);
        }
    }

    private IEnumerable<Due> OfSubscription(JsonObject s)
    {
        var clock = s.Text("test_clock");
        var status = s.Text("status");
        if (status == "incomplete")
        {
            yield return new Due(s.Whole("created")!.Value + PaymentWindow, 0, clock, () => ExpireIncomplete(s));
            yield break;
        }

        if (s.Whole("cancel_at") is { } cancelAt)
        {
            yield return new Due(cancelAt, 0, clock, () => CancelAsPlanned(s));
        }

        if (s.Part("pause_collection").Whole("resumes_at") is { } resumesAt)
        {
            yield return new Due(resumesAt, 0, clock, () => ledger.Change(s, "customer.subscription.updated", () => s["pause_collection"] = null));
        }

        if (s.Part("pending_update").Whole("expires_at") is { } expiresAt)
        {
            yield return new Due(expiresAt, 0, clock, () => ExpireUpdate(s));
        }

        if (status == "paused")
        {
            yield break;
        }

        var end = s.Data("items").Min(i => i.Whole("current_period_end")!.Value);
        if (status == "trialing")
        {
            if (!_trialsAnnounced.Contains(TrialKey(s)))
            {
                yield return new Due(s.Whole("trial_end")!.Value - TrialNotice, 1, clock, () => AnnounceTrialEnd(s));
            }

            yield return new Due(s.Whole("trial_end")!.Value, 2, clock, () => EndTrial(s));
        }
        else
        {
            yield return new Due(end, 3, clock, () => Renew(s, end));
        }

        if (ledger.Options.UpcomingBefore > TimeSpan.Zero && s.Text("collection_method") == "charge_automatically" && s["cancel_at"] is null
            && _upcomingSent.GetValueOrDefault(s.Id()) < end && s.Whole("created") < end - (long)ledger.Options.UpcomingBefore.TotalSeconds)
        {
            yield return new Due(end - (long)ledger.Options.UpcomingBefore.TotalSeconds, 5, clock, () => AnnounceInvoice(s, end));
        }
    }

    private IEnumerable<Due> OfInvoice(JsonObject i)
    {
        var clock = i.Text("test_clock");
        var status = i.Text("status");
        if (status == "draft" && i.Is("auto_advance") && i.Whole("automatically_finalizes_at") is { } finalizesAt)
        {
            // A receiver that refuses invoice.created holds the invoice back, for up to 72 hours.
            var at = clock is null && events.IsRefused("invoice.created", i.Id()) ? i.Whole("created")!.Value + UndeliveredWait : finalizesAt;
            yield return new Due(at, 4, clock, () => invoices.FinalizeAndCollect(i));
        }

        if (status == "open" && i.Whole("next_payment_attempt") is { } attemptAt)
        {
            yield return new Due(attemptAt, 4, clock, () => invoices.Pay(i, invoices.MethodOf(i), automatic: true));
        }

        if (status == "open" && i.Whole("due_date") is { } dueDate && !_overdueSent.Contains(i.Id()))
        {
            yield return new Due(dueDate, 4, clock, () => BecomeOverdue(i));
        }

        if (status == "open" && _expiries.TryGetValue(i.Id(), out var expiresAt))
        {
            yield return new Due(expiresAt, 0, clock, () => invoices.Void(i));
        }
    }

    private static string TrialKey(JsonObject s) => $"{s.Id()} {s.Whole("trial_end")}";

    private static long NextEnd(JsonObject subscription, JsonObject item, long after) =>
        Calendar.Next(subscription.Whole("billing_cycle_anchor")!.Value, item.Part("price")!.Part("recurring")!, after);

    /// <summary>Bills the period that ended and the one that begins, then moves the period.</summary>
    private void Renew(JsonObject subscription, long at)
    {
        var customer = ledger.Get("customer", subscription.Text("customer")!);
        var renewed = subscription.Data("items").Where(i => i.Whole("current_period_end") <= at).ToList();
        var parts = new List<JsonObject>();
        foreach (var item in renewed)
        {
            if (!SubscriptionItems.IsMetered(item))
            {
                parts.Add(lines.Licensed(item, at, NextEnd(subscription, item, at)));
            }
            else if (subscription.Text("status") != "trialing")
            {
                parts.Add(items.UsageLine(item, customer.Id(), at));
            }
        }

        var start = renewed.Min(i => i.Whole("current_period_start")!.Value);
        var invoice = invoices.Draft(new InvoiceRequest(customer, subscription, "subscription_cycle", parts, start, at)
        {
            AutoAdvance = subscription.Text("status") != "unpaid" && subscription.Part("pause_collection").Text("behavior") != "keep_as_draft",
        });
        ledger.Change(subscription, "customer.subscription.updated", () =>
        {
            subscription["latest_invoice"] = invoice.Id();
            subscription["status"] = subscription.Text("status") == "trialing" ? "active" : subscription.Text("status");
            foreach (var item in renewed)
            {
                item["current_period_start"] = at;
                item["current_period_end"] = NextEnd(subscription, item, at);
            }
        });
    }

    /// <summary>Usage up to the end is still billed.</summary>
    private void CancelAsPlanned(JsonObject subscription)
    {
        var final = items.UsageLines(subscription, ledger.Now(subscription));
        standing.End(subscription, "cancellation_requested");
        if (final.Count > 0)
        {
            var start = subscription.Data("items").Min(i => i.Whole("current_period_start")!.Value);
            var customer = ledger.Get("customer", subscription.Text("customer")!);
            subscription["latest_invoice"] = invoices.Draft(new InvoiceRequest(customer, subscription, "subscription_cycle", final, start, ledger.Now(subscription))).Id();
        }
    }

    private void ExpireIncomplete(JsonObject subscription)
    {
        if (ledger.Find(subscription.Text("latest_invoice")) is { } invoice && invoice.Text("status") == "open")
        {
            invoices.Void(invoice);
        }

        ledger.Change(subscription, "customer.subscription.updated", () =>
        {
            subscription["status"] = "incomplete_expired";
            subscription["ended_at"] = ledger.Now(subscription);
        });
    }

    private void ExpireUpdate(JsonObject subscription)
    {
        subscription["pending_update"] = null;
        if (ledger.Find(subscription.Text("latest_invoice")) is { } invoice && standing.WhenPaid.Remove(invoice.Id()))
        {
            invoices.Void(invoice);
        }

        ledger.Emit("customer.subscription.pending_update_expired", subscription);
    }

    private void AnnounceInvoice(JsonObject subscription, long end)
    {
        _upcomingSent[subscription.Id()] = end;
        ledger.Emit("invoice.upcoming", Preview(subscription));
    }

    private void BecomeOverdue(JsonObject invoice)
    {
        _overdueSent.Add(invoice.Id());
        ledger.Emit("invoice.overdue", invoice);
        if (Standing.SubscriptionOf(ledger, invoice) is { } subscription && subscription.Text("status") == "active" && subscription.Text("latest_invoice") == invoice.Id())
        {
            standing.PastDue(subscription);
        }
    }
}
