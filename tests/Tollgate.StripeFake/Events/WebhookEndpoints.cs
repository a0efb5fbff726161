using System.Text.Json.Nodes;

namespace Tollgate.StripeFake;

/// <summary>/v1/webhook_endpoints, with the secrets that deliveries are signed with.</summary>
internal sealed class WebhookEndpoints(Ledger ledger)
{
    private readonly Dictionary<string, List<(string Secret, long? Until)>> _secrets = [];
    private readonly HashSet<string> _thin = [];

    public void Map(RouteTable routes)
    {
        routes.Post("/v1/webhook_endpoints", "url! enabled_events[]! api_version description metadata{*} connect", Create);
        routes.List("/v1/webhook_endpoints", "", call => Paging.Page(call, ledger.NewestFirst("webhook_endpoint").Where(e => !_thin.Contains(e.Id()))));
        routes.Get("/v1/webhook_endpoints/*", "", call => ledger.Get("webhook_endpoint", call.Id));
        routes.Post("/v1/webhook_endpoints/*", "url enabled_events[] description metadata{*} disabled", Update);
        routes.Delete("/v1/webhook_endpoints/*", "", Delete);
    }

    /// <summary>A receiver with a secret of the caller's; thin receivers get the v2 events.</summary>
    public JsonObject Add(string url, IEnumerable<string> enabledEvents, string? apiVersion, string? secret, bool thin)
    {
        var endpoint = ledger.Add(new JsonObject
        {
            ["id"] = ledger.Ids.Next("we"),
            ["object"] = "webhook_endpoint",
            ["api_version"] = apiVersion,
            ["application"] = null,
            ["created"] = ledger.Now(),
            ["description"] = null,
            ["enabled_events"] = new JsonArray([.. enabledEvents.Select(e => (JsonNode)e)]),
            ["livemode"] = false,
            ["metadata"] = new JsonObject(),
            ["status"] = "enabled",
            ["url"] = url,
        });
        _secrets[endpoint.Id()] = [(secret ?? ledger.Ids.Next("whsec", 30), null)];
        if (thin)
        {
            _thin.Add(endpoint.Id());
        }

        return endpoint;
    }

    public bool IsThin(string id) => _thin.Contains(id);

    /// <summary>The secrets that still sign; two of them while one is being rolled.</summary>
    public IReadOnlyList<string> SecretsOf(string id) => [.. _secrets[id].Where(s => s.Until is null || s.Until > ledger.Now()).Select(s => s.Secret)];

    /// <summary>A new secret; the old one signs too for a while.</summary>
    public string Roll(string id, TimeSpan keepOld)
    {
        var secret = ledger.Ids.Next("whsec", 30);
        var until = ledger.Now() + (long)keepOld.TotalSeconds;
        _secrets[id] = [(secret, null), .. _secrets[id].Select(s => (s.Secret, (long?)Math.Min(s.Until ?? until, until)))];
        return secret;
    }

    /// <summary>The receivers of an event type.</summary>
    public IEnumerable<JsonObject> For(string type, bool thin) => ledger.All("webhook_endpoint").Where(e =>
        e.Text("status") == "enabled" && IsThin(e.Id()) == thin && ((JsonArray)e["enabled_events"]!).Any(p => EventLog.Fits(p!.GetValue<string>(), type)));

    private JsonObject Create(Call call)
    {
        var url = call.Params.Required("url");
        if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed) || parsed.Scheme is not ("http" or "https"))
        {
            throw StripeError.Invalid("Invalid URL: An explicit scheme (such as https) must be provided.", "url", "url_invalid");
        }

        var endpoint = Add(url, call.Params.Texts("enabled_events"), call.Params.Text("api_version"), null, thin: false);
        endpoint["description"] = call.Params.Text("description");
        call.Params.MergeMetadata(endpoint);

        // The secret is shown this once.
        var shown = (JsonObject)endpoint.DeepClone();
        shown["secret"] = SecretsOf(endpoint.Id())[0];
        return shown;
    }

    private JsonObject Update(Call call)
    {
        var endpoint = ledger.Get("webhook_endpoint", call.Id);
        call.Params.CopyTexts(endpoint, "description");
        call.Params.MergeMetadata(endpoint);
        endpoint["url"] = call.Params.Text("url") ?? endpoint.Text("url");
        if (call.Params.Texts("enabled_events") is { Count: > 0 } events)
        {
            endpoint["enabled_events"] = new JsonArray([.. events.Select(e => (JsonNode)e)]);
        }

        if (call.Params.Flag("disabled") is { } disabled)
        {
            endpoint["status"] = disabled ? "disabled" : "enabled";
        }

        return endpoint;
    }

    private JsonObject Delete(Call call)
    {
        ledger.Remove(ledger.Get("webhook_endpoint", call.Id));
        return new JsonObject { ["id"] = call.Id, ["object"] = "webhook_endpoint", ["deleted"] = true };
    }
}
