using System.Text.Json.Nodes;

namespace Tollgate.StripeFake;

/// <summary>What payments, failures and endings make of a subscription's status.</summary>
internal sealed class Standing(Ledger ledger)
{
    /// <summary>What waits for an invoice to be paid: a pending update, a resumption.</summary>
    public Dictionary<string, Action> WhenPaid { get; } = [];

    public static JsonObject? SubscriptionOf(Ledger ledger, JsonObject invoice) =>
        ledger.Find(invoice.Part("parent").Part("subscription_details").Text("subscription"));

    public static bool IsOver(JsonObject subscription) => subscription.Text("status") is "canceled" or "incomplete_expired";

    /// <summary>Only the latest invoice decides; older open ones are owed but change no status.</summary>
    public void Paid(JsonObject invoice)
    {
        if (SubscriptionOf(ledger, invoice) is { } subscription && subscription.Text("latest_invoice") == invoice.Id()
            && subscription.Text("status") is "incomplete" or "past_due" or "unpaid")
        {
            ledger.Change(subscription, "customer.subscription.updated", () => subscription["status"] = "active");
        }

        SetDelinquent(invoice, false);
        if (WhenPaid.Remove(invoice.Id(), out var waiting))
        {
            waiting();
        }
    }

    public void Failed(JsonObject invoice, bool exhausted)
    {
        SetDelinquent(invoice, true);
        if (SubscriptionOf(ledger, invoice) is not { } subscription || subscription.Text("latest_invoice") != invoice.Id()
            || subscription.Text("status") is "incomplete" or "paused" || IsOver(subscription) || WhenPaid.ContainsKey(invoice.Id()))
        {
            return;
        }

        if (subscription.Text("status") == "active")
        {
            ledger.Change(subscription, "customer.subscription.updated", () => subscription["status"] = "past_due");
            if (ledger.Options.PausesAtFirstFailure)
            {
                Pause(subscription, "first_payment_failure");
                invoice["next_payment_attempt"] = null;
                return;
            }
        }

        if (exhausted)
        {
            GiveUp(subscription);
        }
    }

    public void PastDue(JsonObject subscription) =>
        ledger.Change(subscription, "customer.subscription.updated", () => subscription["status"] = "past_due");

    /// <summary>Ends it now: its open invoices are no longer collected.</summary>
    public void End(JsonObject subscription, string reason)
    {
        var now = ledger.Now(subscription);
        foreach (var invoice in ledger.All("invoice").Where(i => i.Text("status") is "open" or "draft" && SubscriptionOf(ledger, i) == subscription))
        {
            ledger.Change(invoice, "invoice.updated", () =>
            {
                invoice["auto_advance"] = false;
                invoice["next_payment_attempt"] = null;
                invoice["automatically_finalizes_at"] = null;
            });
        }

        subscription["status"] = "canceled";
        subscription["ended_at"] = now;
        subscription["canceled_at"] ??= now;
        subscription.Part("cancellation_details")!["reason"] = reason;
        ledger.Emit("customer.subscription.deleted", subscription);
    }

    /// <summary>Pauses it now: its periods end here and no invoices are made.</summary>
    public void Pause(JsonObject subscription, string reason)
    {
        var now = ledger.Now(subscription);
        ledger.Change(subscription, "customer.subscription.updated", () =>
        {
            subscription["status"] = "paused";
            subscription["status_details"] = new JsonObject
            {
                ["paused"] = new JsonObject { ["subscription"] = new JsonObject { ["type"] = reason }, ["transitioned_at"] = now, ["type"] = "subscription" },
            };
            foreach (var item in subscription.Data("items"))
            {
                item["current_period_end"] = Math.Min(now, item.Whole("current_period_end")!.Value);
            }
        });
        ledger.Emit("customer.subscription.paused", subscription);
    }

    private void GiveUp(JsonObject subscription)
    {
        switch (ledger.Options.AfterRetries)
        {
            case AfterRetries.Cancel:
                End(subscription, "payment_failed");
                break;
            case AfterRetries.MarkUnpaid:
                ledger.Change(subscription, "customer.subscription.updated", () => subscription["status"] = "unpaid");
                break;
            case AfterRetries.Pause:
                Pause(subscription, "final_payment_failure");
                break;
        }
    }

    private void SetDelinquent(JsonObject invoice, bool delinquent)
    {
        if (ledger.Find(invoice.Text("customer")) is { } customer && !customer.Is("deleted"))
        {
            ledger.Change(customer, "customer.updated", () => customer["delinquent"] = delinquent);
        }
    }
}
