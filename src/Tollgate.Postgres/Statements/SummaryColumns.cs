namespace Tollgate.Postgres.Statements;

/// <summary>Lists of the columns that sums of usage have.</summary>
internal static class SummaryColumns
{
    public const string Measures = "requests, succeeded, failed, refused, shadow_refused, cost, charged, bytes_in, bytes_out, duration_us";

    /// <summary>What a row of an hour or day is told apart by, besides its start.</summary>
    public const string Detail = "subject, key_id, endpoint, plan, country";

    /// <summary>What a row of everybody's totals is told apart by, besides its grain and start.</summary>
    public const string Total = "endpoint, plan, country";

    /// <summary>Counts of response times and the smallest hashes of addresses.</summary>
    public const string Sketches = "duration_values, duration_counts, address_hashes";

    /// <summary>All columns of hours and days.</summary>
    public const string OfDetail = "start, subject, user_id, key_id, endpoint, plan, country, " + Measures + ", " + Sketches;

    public const string SumOfMeasures = """
        sum(requests)::bigint as requests, sum(succeeded)::bigint as succeeded, sum(failed)::bigint as failed, sum(refused)::bigint as refused,
            sum(shadow_refused)::bigint as shadow_refused, sum(cost)::bigint as cost, sum(charged)::bigint as charged,
            sum(bytes_in)::bigint as bytes_in, sum(bytes_out)::bigint as bytes_out, sum(duration_us)::bigint as duration_us
        """;

    /// <summary>Milliseconds.</summary>
    public const string DayLength = "86400000";
}
