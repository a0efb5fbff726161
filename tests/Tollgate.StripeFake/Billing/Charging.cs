using System.Text.Json.Nodes;

namespace Tollgate.StripeFake;

/// <summary>Payment intents, charges and invoice payments: one intent an invoice, one charge an attempt.</summary>
internal sealed class Charging(Ledger ledger, PaymentMethods methods, Disputes disputes)
{
    /// <summary>The intent of an open invoice, made with its first use.</summary>
    public JsonObject IntentOf(JsonObject invoice)
    {
        var payment = ledger.All("invoice_payment").FirstOrDefault(p => p.Text("invoice") == invoice.Id() && p.Text("status") != "canceled");
        if (ledger.Find(payment.Part("payment").Text("payment_intent")) is { } existing)
        {
            return existing;
        }

        var intent = NewIntent(invoice.Whole("amount_remaining")!.Value, invoice.Text("currency")!, invoice.Text("customer")!, ledger.Now(invoice));
        ledger.Add(new JsonObject
        {
            ["id"] = ledger.Ids.Next("inpay"),
            ["object"] = "invoice_payment",
            ["amount_paid"] = null,
            ["amount_requested"] = invoice.Whole("amount_remaining"),
            ["created"] = ledger.Now(invoice),
            ["currency"] = invoice.Text("currency"),
            ["invoice"] = invoice.Id(),
            ["is_default"] = true,
            ["livemode"] = false,
            ["payment"] = new JsonObject { ["payment_intent"] = intent.Id(), ["type"] = "payment_intent" },
            ["status"] = "open",
            ["status_transitions"] = new JsonObject { ["canceled_at"] = null, ["paid_at"] = null },
        });
        return intent;
    }

    /// <summary>Charges the method, or records that there is none; <paramref name="present"/> means the customer answers a challenge.</summary>
    public CardOutcome Charge(JsonObject intent, JsonObject? method, bool present = false)
    {
        var outcome = method is null ? CardOutcome.NoMethod : methods.OutcomeOf(method);
        if (present && outcome.NeedsCustomer)
        {
            outcome = CardOutcome.Success;
        }

        var charge = method is null ? null : NewCharge(intent, method, outcome);
        intent["payment_method"] = method?.Id();
        intent["latest_charge"] = charge?.Id();
        if (outcome.Succeeds)
        {
            intent["status"] = "succeeded";
            intent["amount_received"] = intent.Whole("amount");
            intent["last_payment_error"] = null;
            ledger.Emit("payment_intent.succeeded", intent);
            ledger.Emit("charge.succeeded", charge!);
            if (methods.IsDisputed(method!))
            {
                disputes.Open(charge!, "fraudulent");
            }

            return outcome;
        }

        intent["status"] = "requires_payment_method";
        intent["last_payment_error"] = new JsonObject
        {
            ["code"] = outcome.Code,
            ["decline_code"] = outcome.DeclineCode,
            ["message"] = outcome.Message,
            ["payment_method"] = method?.DeepClone(),
            ["type"] = method is null ? "invalid_request_error" : "card_error",
        };
        ledger.Emit("payment_intent.payment_failed", intent);
        if (charge is not null)
        {
            ledger.Emit("charge.failed", charge);
        }

        return outcome;
    }

    /// <summary>Marks the invoice's payment as made, or as given up.</summary>
    public void Settle(JsonObject invoice, string status)
    {
        var now = ledger.Now(invoice);
        foreach (var payment in ledger.All("invoice_payment").Where(p => p.Text("invoice") == invoice.Id() && p.Text("status") == "open"))
        {
            payment["status"] = status;
            payment.Part("status_transitions")![status + "_at"] = now;
            if (status == "paid")
            {
                payment["amount_paid"] = payment.Whole("amount_requested");
                ledger.Emit("invoice_payment.paid", payment);
            }
            else if (ledger.Find(payment.Part("payment").Text("payment_intent")) is { } intent)
            {
                intent["status"] = "canceled";
                intent["canceled_at"] = now;
                ledger.Emit("payment_intent.canceled", intent);
            }
        }
    }

    public JsonObject NewIntent(long amount, string currency, string customer, long now)
    {
        var id = ledger.Ids.Next("pi");
        var intent = ledger.Add(new JsonObject
        {
            ["id"] = id,
            ["object"] = "payment_intent",
            ["amount"] = amount,
            ["amount_capturable"] = 0L,
            ["amount_received"] = 0L,
            ["canceled_at"] = null,
            ["cancellation_reason"] = null,
            ["capture_method"] = "automatic",
            ["client_secret"] = id + "_secret_fake",
            ["confirmation_method"] = "automatic",
            ["created"] = now,
            ["currency"] = currency,
            ["customer"] = customer,
            ["description"] = null,
            ["last_payment_error"] = null,
            ["latest_charge"] = null,
            ["livemode"] = false,
            ["metadata"] = new JsonObject(),
            ["next_action"] = null,
            ["payment_method"] = null,
            ["payment_method_types"] = new JsonArray("card"),
            ["status"] = "requires_payment_method",
        });
        ledger.Emit("payment_intent.created", intent);
        return intent;
    }

    private JsonObject NewCharge(JsonObject intent, JsonObject method, CardOutcome outcome) => ledger.Add(new JsonObject
    {
        ["id"] = ledger.Ids.Next("ch"),
        ["object"] = "charge",
        ["amount"] = intent.Whole("amount"),
        ["amount_captured"] = outcome.Succeeds ? intent.Whole("amount") : 0L,
        ["amount_refunded"] = 0L,
        ["captured"] = outcome.Succeeds,
        ["created"] = ledger.Now(intent),
        ["currency"] = intent.Text("currency"),
        ["customer"] = intent.Text("customer"),
        ["description"] = null,
        ["disputed"] = false,
        ["failure_code"] = outcome.Code,
        ["failure_message"] = outcome.Succeeds ? null : outcome.Message,
        ["livemode"] = false,
        ["metadata"] = new JsonObject(),
        ["outcome"] = new JsonObject
        {
            ["network_status"] = outcome.Succeeds ? "approved_by_network" : "declined_by_network",
            ["reason"] = outcome.DeclineCode,
            ["risk_level"] = "normal",
            ["seller_message"] = outcome.Succeeds ? "Payment complete." : "The bank did not return any further details with this decline.",
            ["type"] = outcome.Succeeds ? "authorized" : "issuer_declined",
        },
        ["paid"] = outcome.Succeeds,
        ["payment_intent"] = intent.Id(),
        ["payment_method"] = method.Id(),
        ["refunded"] = false,
        ["status"] = outcome.Succeeds ? "succeeded" : "failed",
    });
}
