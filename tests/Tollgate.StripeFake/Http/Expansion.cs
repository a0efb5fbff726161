using System.Text.Json.Nodes;

namespace Tollgate.StripeFake;

/// <summary>Replaces ids by their objects where expand[] says so, and adds what is only shown on request.</summary>
internal sealed class Expansion(Ledger ledger, Prices prices)
{
    public JsonObject Apply(JsonObject result, IReadOnlyList<string> paths)
    {
        var copy = (JsonObject)result.DeepClone();
        foreach (var path in paths)
        {
            Expand(copy, path.Split('.'), 0, path);
        }

        return InvoiceLines.Cut(copy);
    }

    private void Expand(JsonObject target, string[] path, int depth, string whole)
    {
        var name = path[depth];
        if (depth > 3)
        {
            throw StripeError.Invalid("You cannot expand more than 4 levels of a property.", "expand");
        }

        Reveal(target, name);
        if (!target.ContainsKey(name))
        {
            throw StripeError.Invalid($"This property cannot be expanded ({whole}).", "expand");
        }

        if (target[name] is JsonValue value && ledger.Find(value.ToString()) is { } found)
        {
            target[name] = found.DeepClone();
        }

        if (depth + 1 == path.Length)
        {
            return;
        }

        foreach (var part in target[name] switch { JsonObject one => [one], JsonArray many => many.OfType<JsonObject>(), _ => [] })
        {
            Expand(part, path, depth + 1, whole);
        }
    }

    private void Reveal(JsonObject target, string name)
    {
        var id = target.Text("id") ?? "";
        switch (target.Text("object"), name)
        {
            case ("price", "tiers"):
                target[name] = new JsonArray([.. prices.TiersOf[id].Select(t => t.DeepClone())]);
                break;
            case ("invoice", "payments"):
                target[name] = Paging.List($"/v1/invoice_payments?invoice={id}", ledger.All("invoice_payment").Where(p => p.Text("invoice") == id));
                break;
            case ("customer", "subscriptions"):
                target[name] = Paging.List($"/v1/customers/{id}/subscriptions", ledger.NewestFirst("subscription").Where(s => s.Text("customer") == id && !Standing.IsOver(s)));
                break;
            case ("checkout.session", "line_items"):
                target[name] = Paging.List($"/v1/checkout/sessions/{id}/line_items", ledger.All("item").Where(i => i.Text("session") == id).Select(CheckoutSessions.Shown));
                break;
        }
    }
}
