using System.Text.Json.Nodes;

namespace Tollgate.StripeFake;

/// <summary>Everything the account holds. Callers hold <see cref="Gate"/> for the whole of a call.</summary>
internal sealed class Ledger(StripeFakeOptions options, FakeClock clock)
{
    private readonly Dictionary<string, JsonObject> _byId = [];
    private readonly Dictionary<string, List<JsonObject>> _byKind = [];

    private readonly Dictionary<string, long> _happenedAt = [];

    public Lock Gate { get; } = new();

    public StripeFakeOptions Options { get; } = options;

    public FakeClock Clock { get; } = clock;

    /// <summary>Where the server listens; the hosted pages are below it.</summary>
    public Uri Address { get; set; } = new("http://127.0.0.1");

    public IdFactory Ids { get; } = new(options.Seed);

    /// <summary>Id and idempotency key of the request being served; null while due work runs.</summary>
    public (string Id, string? IdempotencyKey)? Request { get; set; }

    /// <summary>Called with each event as it happens.</summary>
    public Action<JsonObject>? EventAdded { get; set; }

    public JsonObject Add(JsonObject item)
    {
        _byId[item.Id()] = item;
        ListOf(item.Text("object")!).Add(item);
        return item;
    }

    public void Remove(JsonObject item)
    {
        _byId.Remove(item.Id());
        ListOf(item.Text("object")!).Remove(item);
    }

    public JsonObject? Find(string? id) => id is not null && _byId.TryGetValue(id, out var item) ? item : null;

    public JsonObject Get(string kind, string id, string? param = "id") =>
        Find(id) is { } item && item.Text("object") == kind ? item : throw StripeError.NotFound(kind, id, param);

    /// <summary>In the order of creation.</summary>
    public IReadOnlyList<JsonObject> All(string kind) => ListOf(kind);

    public IEnumerable<JsonObject> NewestFirst(string kind) => ListOf(kind).AsEnumerable().Reverse();

    /// <summary>The time of an object: of its test clock, or else of the account.</summary>
    public long Now(JsonNode? clocked = null)
    {
        var id = clocked.Text("test_clock") ?? Find(clocked.Text("customer")).Text("test_clock");
        return Find(id)?.Whole("frozen_time") ?? Clock.Seconds;
    }

    /// <summary>When an event was recorded by the account's clock; its own date may be that of a test clock.</summary>
    public long HappenedAt(JsonObject happened) => _happenedAt[happened.Id()];

    /// <summary>Records an event with the object as it is now.</summary>
    public void Emit(string type, JsonObject item, JsonObject? previous = null)
    {
        var data = new JsonObject { ["object"] = InvoiceLines.Cut((JsonObject)item.DeepClone()) };
        if (previous is not null)
        {
            data["previous_attributes"] = previous;
        }

        var happened = new JsonObject
        {
            ["id"] = Ids.Next("evt"),
            ["object"] = "event",
            ["api_version"] = Options.ApiVersion,
            ["created"] = Now(item),
            ["data"] = data,
            ["livemode"] = false,
            ["pending_webhooks"] = 0L,
            ["request"] = new JsonObject { ["id"] = Request?.Id, ["idempotency_key"] = Request?.IdempotencyKey },
            ["type"] = type,
        };
        Add(happened);
        _happenedAt[happened.Id()] = Clock.Seconds;
        EventAdded?.Invoke(happened);
    }

    /// <summary>Changes an object and records the event, with what the changed fields were before; without a change there is none.</summary>
    public void Change(JsonObject item, string type, Action change)
    {
        var before = (JsonObject)item.DeepClone();
        change();
        if (Difference(before, item) is { Count: > 0 } previous)
        {
            Emit(type, item, previous);
        }
    }

    private static JsonObject Difference(JsonObject before, JsonObject after)
    {
        var difference = new JsonObject();
        foreach (var name in before.Select(p => p.Key).Union(after.Select(p => p.Key)))
        {
            if (!JsonNode.DeepEquals(before[name], after[name]))
            {
                difference[name] = before[name]?.DeepClone();
            }
        }

        return difference;
    }

    private List<JsonObject> ListOf(string kind)
    {
        if (!_byKind.TryGetValue(kind, out var list))
        {
            _byKind[kind] = list = [];
        }

        return list;
    }
}
