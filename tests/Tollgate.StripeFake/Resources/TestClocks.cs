using System.Text.Json.Nodes;

namespace Tollgate.StripeFake;

/// <summary>/v1/test_helpers/test_clocks: the time of the customers that were made with one.</summary>
internal sealed class TestClocks(Ledger ledger, Schedule schedule)
{
    public void Map(RouteTable routes)
    {
        routes.Post("/v1/test_helpers/test_clocks", "frozen_time! name", Create);
        routes.List("/v1/test_helpers/test_clocks", "", call => Paging.Page(call, ledger.NewestFirst("test_helpers.test_clock")));
        routes.Get("/v1/test_helpers/test_clocks/*", "", call => ledger.Get("test_helpers.test_clock", call.Id));
        routes.Post("/v1/test_helpers/test_clocks/*/advance", "frozen_time!", Advance);
        routes.Delete("/v1/test_helpers/test_clocks/*", "", Delete);
    }

    private JsonObject Create(Call call)
    {
        var clock = ledger.Add(new JsonObject
        {
            ["id"] = ledger.Ids.Next("clock"),
            ["object"] = "test_helpers.test_clock",
            ["created"] = ledger.Now(),
            ["deletes_after"] = ledger.Now() + 30 * 86400,
            ["frozen_time"] = call.Params.Whole("frozen_time"),
            ["livemode"] = false,
            ["name"] = call.Params.Text("name"),
            ["status"] = "ready",
            ["status_details"] = new JsonObject(),
        });
        ledger.Emit("test_helpers.test_clock.created", clock);
        return clock;
    }

    /// <summary>Answers "advancing" as Stripe does, though the work is done by then: the next read shows "ready".</summary>
    private JsonObject Advance(Call call)
    {
        var clock = ledger.Get("test_helpers.test_clock", call.Id);
        var to = call.Params.Whole("frozen_time")!.Value;
        if (to <= clock.Whole("frozen_time"))
        {
            throw StripeError.Invalid("Invalid timestamp: the new frozen time must be after the current one.", "frozen_time");
        }

        clock["status"] = "advancing";
        clock["status_details"] = new JsonObject { ["advancing"] = new JsonObject { ["target_frozen_time"] = to } };
        ledger.Emit("test_helpers.test_clock.advancing", clock);
        var answer = (JsonObject)clock.DeepClone();
        var request = ledger.Request;
        ledger.Request = null;
        while (schedule.RunNext(call.Id, to))
        {
        }

        ledger.Request = request;
        clock["frozen_time"] = to;
        clock["status"] = "ready";
        clock["status_details"] = new JsonObject();
        ledger.Emit("test_helpers.test_clock.ready", clock);
        return answer;
    }

    /// <summary>Takes its customers and all they have along.</summary>
    private JsonObject Delete(Call call)
    {
        var clock = ledger.Get("test_helpers.test_clock", call.Id);
        ledger.Emit("test_helpers.test_clock.deleted", clock);
        foreach (var kind in new[] { "subscription", "invoice", "invoiceitem", "customer" })
        {
            foreach (var item in ledger.All(kind).Where(o => o.Text("test_clock") == call.Id).ToList())
            {
                ledger.Remove(item);
            }
        }

        ledger.Remove(clock);
        return new JsonObject { ["id"] = call.Id, ["object"] = "test_helpers.test_clock", ["deleted"] = true };
    }
}
