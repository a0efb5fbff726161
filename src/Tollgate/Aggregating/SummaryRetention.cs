namespace Tollgate.Aggregating;

/// <summary>Which tables hold the sums of a grain.</summary>
internal static class SummaryRetention
{
    /// <summary>Table, and which of its rows.</summary>
    public static IEnumerable<(string Table, string Condition)> TablesOf(SummaryGrain grain) => grain switch
    {
        SummaryGrain.Hour => [("usage_summaries", "true"), ("usage_totals", "grain = 'hour'")],
        SummaryGrain.Day => [("usage_daily", "true"), ("usage_totals", "grain = 'day'"), ("usage_subjects", "grain = 'day'")],
        _ => [("usage_subjects", "grain = 'month'")],
    };
}
