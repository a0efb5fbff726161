using System.Text.Json.Nodes;

namespace Tollgate.StripeFake;

/// <summary>/_fake: what a test or a person in another process steers the fake with. Needs no key.</summary>
internal sealed class Controls(Ledger ledger, PaymentMethods methods, StripeFakeFaults faults, StripeFakeRequests requests)
{
    public void Map(RouteTable routes)
    {
        routes.Post("/_fake/faults", "kind! method path times status should_retry after_effect", AddFault);
        routes.Delete("/_fake/faults", "", _ => Done(faults.Clear));
        routes.Post("/_fake/outage", "on!", call => Done(() => Outage(call.Params.Flag("on") == true)));
        routes.Get("/_fake/requests", "", _ => new JsonObject(requests.Reads.Select(r => KeyValuePair.Create(r.Key, (JsonNode?)r.Value))));
        routes.Post("/_fake/payment_methods/*", "decline", call => Done(() => methods.SetOutcome(
            call.Id, call.Params.Text("decline") is { } code ? CardOutcome.Decline(code) : CardOutcome.Success)));
        routes.Get("/_fake/clock", "", _ => Clock());
        routes.Post("/_fake/clock", "to!", _ => Clock());
    }

    /// <summary>Posting moves it first; see <see cref="Pipeline"/>.</summary>
    private JsonObject Clock() => new() { ["now"] = ledger.Clock.Seconds };

    private JsonObject AddFault(Call call)
    {
        var p = call.Params;
        var kind = p.Choice("kind", "error", "bad_gateway", "timeout", "reset", "truncated")!.Replace("_", "", StringComparison.Ordinal);
        return Done(() => faults.Add(new StripeFakeFault(Enum.Parse<StripeFakeFaultKind>(kind, ignoreCase: true))
        {
            Method = p.Text("method"),
            Path = p.Text("path"),
            Times = (int)(p.Whole("times") ?? 1),
            Status = (int)(p.Whole("status") ?? 500),
            ShouldRetry = p.Flag("should_retry"),
            AfterEffect = p.Flag("after_effect") ?? false,
        }));
    }

    private void Outage(bool on)
    {
        if (on)
        {
            faults.BeginOutage();
        }
        else
        {
            faults.EndOutage();
        }
    }

    private static JsonObject Done(Action act)
    {
        act();
        return new JsonObject { ["done"] = true };
    }
}
