using System.Text.Json.Nodes;

namespace Tollgate.StripeFake;

/// <summary>/v1/billing/meters and their event summaries.</summary>
internal sealed class Meters(Ledger ledger, Usage usage)
{
    private const int SummaryDays = 366;

    public void Map(RouteTable routes)
    {
        routes.Post("/v1/billing/meters", "display_name! event_name! default_aggregation{formula}! customer_mapping{event_payload_key type} value_settings{event_payload_key} event_time_window", Create);
        routes.List("/v1/billing/meters", "status", call => Paging.Page(call, ledger.NewestFirst("billing.meter")
            .Where(m => call.Params.Choice("status", "active", "inactive") is not { } status || m.Text("status") == status)));
        routes.Get("/v1/billing/meters/*", "", call => ledger.Get("billing.meter", call.Id));
        routes.Post("/v1/billing/meters/*", "display_name", call => Change(call, "billing.meter.updated", m => m["display_name"] = call.Params.Text("display_name") ?? m.Text("display_name")));
        routes.Post("/v1/billing/meters/*/deactivate", "", call => Change(call, "billing.meter.deactivated", m => SetStatus(m, "inactive")));
        routes.Post("/v1/billing/meters/*/reactivate", "", call => Change(call, "billing.meter.reactivated", m => SetStatus(m, "active")));
        routes.List("/v1/billing/meters/*/event_summaries", "customer! start_time! end_time! value_grouping_window", Summaries);
    }

    private JsonObject Create(Call call)
    {
        var p = call.Params;
        var name = p.Required("event_name");
        if (ledger.All("billing.meter").Any(m => m.Text("event_name") == name && m.Text("status") == "active"))
        {
            throw StripeError.Invalid($"There is already an active meter with event_name {name}.", "event_name");
        }

        var now = ledger.Now();
        var meter = ledger.Add(new JsonObject
        {
            ["id"] = ledger.Ids.Next("mtr_test", 30),
            ["object"] = "billing.meter",
            ["created"] = now,
            ["customer_mapping"] = new JsonObject { ["event_payload_key"] = p.Part("customer_mapping")?.Text("event_payload_key") ?? "stripe_customer_id", ["type"] = "by_id" },
            ["default_aggregation"] = new JsonObject { ["formula"] = p.Part("default_aggregation")!.Choice("formula", "count", "last", "sum") ?? "sum" },
            ["display_name"] = p.Required("display_name"),
            ["event_name"] = name,
            ["event_time_window"] = p.Choice("event_time_window", "day", "hour"),
            ["livemode"] = false,
            ["status"] = "active",
            ["status_transitions"] = new JsonObject { ["deactivated_at"] = null },
            ["updated"] = now,
            ["value_settings"] = new JsonObject { ["event_payload_key"] = p.Part("value_settings")?.Text("event_payload_key") ?? "value" },
        });
        ledger.Emit("billing.meter.created", meter);
        return meter;
    }

    private JsonObject Change(Call call, string type, Action<JsonObject> change)
    {
        var meter = ledger.Get("billing.meter", call.Id);
        ledger.Change(meter, type, () => change(meter));
        return meter;
    }

    private void SetStatus(JsonObject meter, string status)
    {
        if (meter.Text("status") == status)
        {
            throw StripeError.Invalid($"Meter {meter.Id()} is already {status}.");
        }

        meter["status"] = status;
        meter["updated"] = ledger.Now();
        meter.Part("status_transitions")!["deactivated_at"] = status == "inactive" ? ledger.Now() : null;
    }

    /// <summary>One total for the whole range, or one for each hour or day that has events; newest first.</summary>
    private JsonObject Summaries(Call call)
    {
        var meter = ledger.Get("billing.meter", call.Id);
        var customer = ledger.Get("customer", call.Params.Required("customer"), "customer");
        var window = call.Params.Choice("value_grouping_window", "day", "hour");
        var (start, end) = (Aligned(call.Params, "start_time", window), Aligned(call.Params, "end_time", window));
        if (end <= start || end - start > SummaryDays * 86400L)
        {
            throw StripeError.Invalid("The end_time must be after the start_time.", "end_time");
        }

        var length = window switch { "hour" => 3600, "day" => 86400, _ => end - start };
        var summaries = new List<JsonObject>();
        for (var from = start; from < end; from += length)
        {
            var total = usage.Total(call.Id, customer.Id(), from, Math.Min(end, from + length));
            if (total != 0 || window is null)
            {
                summaries.Add(Summary(meter, customer, total, from, Math.Min(end, from + length)));
            }
        }

        summaries.Reverse();
        return Paging.Page(call, summaries);
    }

    private static JsonObject Summary(JsonObject meter, JsonObject customer, decimal total, long from, long to) => new()
    {
        ["id"] = $"mtrusg_{customer.Id()}_{from}",
        ["object"] = "billing.meter_event_summary",
        ["aggregated_value"] = total,
        ["end_time"] = to,
        ["livemode"] = false,
        ["meter"] = meter.Id(),
        ["start_time"] = from,
    };

    private static long Aligned(Params p, string name, string? window)
    {
        var time = p.Whole(name)!.Value;
        var step = window switch { "hour" => 3600, "day" => 86400, _ => 60 };
        return time % step == 0 ? time : throw StripeError.Invalid($"{name} must be aligned with {window ?? "minute"} boundaries.", name);
    }
}
