using System.Text.Json.Nodes;

namespace Tollgate.StripeFake;

/// <summary>/v1/disputes; a dispute is opened by the test card for it or through the fake's own endpoints.</summary>
internal sealed class Disputes(Ledger ledger)
{
    public void Map(RouteTable routes)
    {
        routes.List("/v1/disputes", "charge payment_intent created{gte gt lte lt}", call => Paging.Page(call, ledger.NewestFirst("dispute")
            .Where(d => call.Params.Text("charge") is not { } charge || d.Text("charge") == charge)));
        routes.Get("/v1/disputes/*", "", call => ledger.Get("dispute", call.Id));
        routes.Post("/v1/disputes/*/close", "", call => Close(ledger.Get("dispute", call.Id), "lost"));
        routes.Post("/_fake/disputes", "charge! reason", call => Open(ledger.Get("charge", call.Params.Required("charge"), "charge"), call.Params.Text("reason") ?? "general"));
        routes.Post("/_fake/disputes/*/close", "status", call => Close(ledger.Get("dispute", call.Id), call.Params.Choice("status", "won", "lost") ?? "lost"));
    }

    public JsonObject Open(JsonObject charge, string reason)
    {
        if (charge.Is("disputed"))
        {
            throw StripeError.Invalid($"Charge {charge.Id()} has already been disputed.", "charge");
        }

        charge["disputed"] = true;
        var now = ledger.Now(charge);
        var dispute = ledger.Add(new JsonObject
        {
            ["id"] = ledger.Ids.Next("dp"),
            ["object"] = "dispute",
            ["amount"] = charge.Whole("amount"),
            ["balance_transactions"] = new JsonArray(),
            ["charge"] = charge.Id(),
            ["created"] = now,
            ["currency"] = charge.Text("currency"),
            ["evidence_details"] = new JsonObject { ["due_by"] = now + 7 * 86400, ["has_evidence"] = false, ["past_due"] = false, ["submission_count"] = 0L },
            ["is_charge_refundable"] = false,
            ["livemode"] = false,
            ["metadata"] = new JsonObject(),
            ["payment_intent"] = charge.Text("payment_intent"),
            ["reason"] = reason,
            ["status"] = "needs_response",
        });
        ledger.Emit("charge.dispute.created", dispute);
        return dispute;
    }

    private JsonObject Close(JsonObject dispute, string status)
    {
        if (dispute.Text("status") is "won" or "lost")
        {
            throw StripeError.Invalid("This dispute is already closed.");
        }

        ledger.Change(dispute, "charge.dispute.closed", () => dispute["status"] = status);
        return dispute;
    }
}
