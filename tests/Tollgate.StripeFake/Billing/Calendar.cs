using System.Text.Json.Nodes;

namespace Tollgate.StripeFake;

/// <summary>Ends of billing periods, always counted from the anchor: one on the 31st comes back to the 31st after February.</summary>
internal static class Calendar
{
    /// <summary>The first boundary after a moment; the anchor itself is one.</summary>
    public static long Next(long anchor, JsonObject recurring, long after)
    {
        var start = DateTimeOffset.FromUnixTimeSeconds(anchor);
        var count = (int)(recurring.Whole("interval_count") ?? 1);
        for (var step = 0; ; step++)
        {
            var boundary = Add(start, recurring.Text("interval")!, step * count).ToUnixTimeSeconds();
            if (boundary > after)
            {
                return boundary;
            }
        }
    }

    private static DateTimeOffset Add(DateTimeOffset start, string interval, int count) => interval switch
    {
        "day" => start.AddDays(count),
        "week" => start.AddDays(7 * count),
        "month" => start.AddMonths(count),
        _ => start.AddYears(count),
    };
}
