using System.Text.Json.Nodes;

namespace Tollgate.StripeFake;

/// <summary>/v1/events of the last 30 days, and which of their deliveries succeeded.</summary>
internal sealed class EventLog(Ledger ledger)
{
    private const long Kept = 30 * 86400;

    /// <summary>Every delivery of every event, in the order they were made.</summary>
    public List<Delivery> Deliveries { get; } = [];

    public void Map(RouteTable routes)
    {
        routes.List("/v1/events", "type types[] created{gte gt lte lt} delivery_success", List);
        routes.Get("/v1/events/*", "", call => ledger.Get("event", call.Id) is var found && IsKept(found) ? Shown(found) : throw StripeError.NotFound("event", call.Id));
    }

    /// <summary>Whether a receiver answered the event of this object badly, and has not taken it since.</summary>
    public bool IsRefused(string type, string objectId) => Deliveries.Any(d => d is { Attempts: > 0, Succeeded: false } && d.Type == type && d.ObjectId == objectId);

    private bool IsKept(JsonObject happened) => ledger.HappenedAt(happened) > ledger.Now() - Kept;

    private JsonObject List(Call call)
    {
        var p = call.Params;
        var types = p.Texts("types");
        var delivered = p.Flag("delivery_success");
        return Paging.Page(call, ledger.NewestFirst("event").Where(e =>
            IsKept(e)
            && (p.Text("type") is not { } type || Fits(type, e.Text("type")!))
            && (types.Count == 0 || types.Any(t => Fits(t, e.Text("type")!)))
            && (delivered is null || IsDelivered(e.Id()) == delivered)
            && Paging.InRange(p, "created", e.Whole("created")!.Value)).Select(Shown));
    }

    /// <summary>"invoice.*" stands for every type below it.</summary>
    public static bool Fits(string pattern, string type) =>
        pattern == "*" || pattern == type || pattern.EndsWith(".*", StringComparison.Ordinal) && type.StartsWith(pattern[..^1], StringComparison.Ordinal);

    private bool IsDelivered(string id) => Deliveries.Where(d => d.EventId == id).All(d => d.Succeeded);

    private JsonObject Shown(JsonObject happened)
    {
        happened["pending_webhooks"] = (long)Deliveries.Count(d => d.EventId == happened.Id() && d is { Succeeded: false, IsOver: false });
        return happened;
    }
}
