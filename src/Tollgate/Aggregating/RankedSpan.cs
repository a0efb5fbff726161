namespace Tollgate.Aggregating;

/// <summary>Where a ranking is read from.</summary>
internal static class RankedSpan
{
    /// <summary>Day or month when the span is exactly one, which is read from an index; null when days have to be summed.</summary>
    public static SummaryGrain? Of(long from, long until) => (until - from, Calendar.MonthOf(from) == from && Calendar.NextMonthOf(from) == until) switch
    {
        (Calendar.Day, _) => SummaryGrain.Day,
        (_, true) => SummaryGrain.Month,
        _ => null,
    };

    /// <summary>The measure of a column.</summary>
    public static long ValueOf(UsageMeasures measures, string column) => column switch
    {
        "refused" => measures.Refused,
        "charged" => measures.Charged,
        _ => measures.Requests,
    };

    /// <summary>The column of a measure.</summary>
    public static string ColumnOf(RankedBy by) => by switch
    {
        RankedBy.Refused => "refused",
        RankedBy.Charged => "charged",
        _ => "requests",
    };
}
