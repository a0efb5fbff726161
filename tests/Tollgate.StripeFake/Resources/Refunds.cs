using System.Text.Json.Nodes;

namespace Tollgate.StripeFake;

/// <summary>/v1/refunds.</summary>
internal sealed class Refunds(Ledger ledger)
{
    public void Map(RouteTable routes)
    {
        routes.Post("/v1/refunds", "charge payment_intent amount reason metadata{*}", Create);
        routes.List("/v1/refunds", "charge payment_intent created{gte gt lte lt}", call => Paging.Page(call, ledger.NewestFirst("refund")
            .Where(r => call.Params.Text("charge") is not { } charge || r.Text("charge") == charge)));
        routes.Get("/v1/refunds/*", "", call => ledger.Get("refund", call.Id));
    }

    private JsonObject Create(Call call)
    {
        var p = call.Params;
        var charge = p.Text("charge") is { } id ? ledger.Get("charge", id, "charge")
            : ledger.Find(ledger.Get("payment_intent", p.Required("payment_intent"), "payment_intent").Text("latest_charge"))
            ?? throw StripeError.Invalid("This PaymentIntent does not have a successful charge to refund.", "payment_intent");
        var left = charge.Whole("amount_captured")!.Value - charge.Whole("amount_refunded")!.Value;
        var amount = p.Whole("amount") ?? left;
        if (left == 0)
        {
            throw StripeError.Invalid($"Charge {charge.Id()} has already been refunded.", "charge", "charge_already_refunded");
        }

        if (amount < 1 || amount > left)
        {
            throw StripeError.Invalid($"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})", "amount");
        }

        var refund = new JsonObject
        {
            ["id"] = ledger.Ids.Next("re"),
            ["object"] = "refund",
            ["amount"] = amount,
            ["balance_transaction"] = null,
            ["charge"] = charge.Id(),
            ["created"] = ledger.Now(charge),
            ["currency"] = charge.Text("currency"),
            ["metadata"] = new JsonObject(),
            ["payment_intent"] = charge.Text("payment_intent"),
            ["reason"] = p.Choice("reason", "duplicate", "fraudulent", "requested_by_customer"),
            ["receipt_number"] = null,
            ["status"] = "succeeded",
        };
        p.MergeMetadata(refund);
        ledger.Add(refund);
        ledger.Change(charge, "charge.refunded", () =>
        {
            charge["amount_refunded"] = charge.Whole("amount_refunded") + amount;
            charge["refunded"] = amount == left;
        });
        ledger.Emit("refund.created", refund);
        return refund;
    }
}
