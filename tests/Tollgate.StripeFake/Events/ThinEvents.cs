using System.Text.Json.Nodes;

namespace Tollgate.StripeFake;

/// <summary>/v2/core/events: thin events, which name what happened; their data is fetched here.</summary>
internal sealed class ThinEvents(Ledger ledger)
{
    public void Map(RouteTable routes)
    {
        routes.Get("/v2/core/events", "object_id limit page types[]", List);
        routes.Get("/v2/core/events/*", "", call => ledger.Get("v2.core.event", call.Id));
    }

    /// <summary>A meter event that was accepted and won't be billed. One report for each; Stripe gathers them and shows samples.</summary>
    public void MeterError(JsonObject? meter, string code, string message, string? identifier)
    {
        var at = DateTimeOffset.FromUnixTimeSeconds(ledger.Now());
        var request = new JsonObject { ["id"] = ledger.Request?.Id ?? "", ["idempotency_key"] = ledger.Request?.IdempotencyKey };
        if (identifier is not null)
        {
            request["identifier"] = identifier;
        }

        var happened = ledger.Add(new JsonObject
        {
            ["id"] = ledger.Ids.Next("evt_test", 40),
            ["object"] = "v2.core.event",
            ["context"] = null,
            ["created"] = Iso(at),
            ["data"] = new JsonObject
            {
                ["developer_message_summary"] = "There is 1 invalid event",
                ["reason"] = new JsonObject
                {
                    ["error_count"] = 1L,
                    ["error_types"] = new JsonArray(new JsonObject
                    {
                        ["code"] = code,
                        ["error_count"] = 1L,
                        ["sample_errors"] = new JsonArray(new JsonObject { ["error_message"] = message, ["request"] = request }),
                    }),
                },
                ["validation_end"] = Iso(at),
                ["validation_start"] = Iso(at.AddSeconds(-10)),
            },
            ["livemode"] = false,
            ["reason"] = null,
            ["related_object"] = meter is null ? null : new JsonObject { ["id"] = meter.Id(), ["type"] = "billing.meter", ["url"] = $"/v1/billing/meters/{meter.Id()}" },
            ["type"] = meter is null ? "v1.billing.meter.no_meter_found" : "v1.billing.meter.error_report_triggered",
        });
        ledger.EventAdded?.Invoke(happened);
    }

    private JsonObject List(Call call)
    {
        var types = call.Params.Texts("types");
        var limit = (int)(call.Params.Whole("limit") ?? 20);
        var skip = (int)(call.Params.Whole("page") ?? 0);
        var all = ledger.NewestFirst("v2.core.event").Where(e =>
            (call.Params.Text("object_id") is not { } id || e.Part("related_object").Text("id") == id) && (types.Count == 0 || types.Contains(e.Text("type")!))).ToList();
        return new JsonObject
        {
            ["data"] = new JsonArray([.. all.Skip(skip).Take(limit).Select(e => e.DeepClone())]),
            ["next_page_url"] = all.Count > skip + limit ? $"/v2/core/events?limit={limit}&page={skip + limit}" : null,
            ["previous_page_url"] = null,
        };
    }

    private static string Iso(DateTimeOffset at) => at.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", Invariant.Culture);
}
