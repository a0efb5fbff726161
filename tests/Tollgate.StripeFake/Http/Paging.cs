using System.Text.Json.Nodes;

namespace Tollgate.StripeFake;

/// <summary>Stripe's list: newest first, cut by limit, continued from an id.</summary>
internal static class Paging
{
    public static JsonObject Page(Call call, IEnumerable<JsonObject> newestFirst)
    {
        var all = newestFirst.ToList();
        var limit = (int)(call.Params.Whole("limit") ?? 10);
        if (limit is < 1 or > 100)
        {
            throw StripeError.Invalid($"This value must be between 1 and 100 (it currently is '{limit}').", "limit");
        }

        List<JsonObject> page;
        bool more;
        if (call.Params.Text("ending_before") is { } before)
        {
            var index = IndexOf(all, before, "ending_before");
            page = all[Math.Max(0, index - limit)..index];
            more = index > limit;
        }
        else
        {
            var start = call.Params.Text("starting_after") is { } after ? IndexOf(all, after, "starting_after") + 1 : 0;
            page = [.. all.Skip(start).Take(limit)];
            more = all.Count > start + limit;
        }

        return List(call.Path, page, more);
    }

    public static JsonObject List(string url, IEnumerable<JsonObject> data, bool hasMore = false) => new()
    {
        ["object"] = "list",
        ["data"] = new JsonArray([.. data.Select(d => d.DeepClone())]),
        ["has_more"] = hasMore,
        ["url"] = url,
    };

    /// <summary>Filter "created=1", "created[gte]=1" and the like.</summary>
    public static bool InRange(Params parameters, string name, long value)
    {
        if (parameters.Part(name) is not { } range)
        {
            return parameters.Whole(name) is not { } exact || exact == value;
        }

        return (range.Whole("gte") is not { } gte || value >= gte) && (range.Whole("gt") is not { } gt || value > gt)
            && (range.Whole("lte") is not { } lte || value <= lte) && (range.Whole("lt") is not { } lt || value < lt);
    }

    private static int IndexOf(List<JsonObject> all, string id, string param)
    {
        var index = all.FindIndex(o => o.Text("id") == id);
        return index >= 0 ? index : throw StripeError.NotFound("object", id, param);
    }
}
