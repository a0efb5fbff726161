using System.Globalization;
using Tollgate.Administering;
using Tollgate.Aggregating;

namespace Tollgate.Server.Commands;

/// <summary>A usage report as a table.</summary>
internal static class UsageReportTable
{
    private static readonly string[] Measures =
    [
        ">requests", ">ok", ">failed", ">refused", ">units asked", ">units charged", ">bytes in", ">bytes out", ">p50 ms", ">p95 ms", ">p99 ms", ">addresses",
    ];

    /// <summary>The columns, by what the report groups by.</summary>
    public static IReadOnlyList<string> Columns(UsageReportQuery query) =>
    [
        .. query.Per is null ? Array.Empty<string>() : ["from (UTC)"],
        .. query.By switch
        {
            UsageDimension.None => Array.Empty<string>(),
            UsageDimension.User => ["subject", "user"],
            UsageDimension.Key => ["key", "user"],
            var by => [Parsers.WordOf(by)],
        },
        .. Measures,
    ];

    /// <summary>The cells of a row.</summary>
    public static IReadOnlyList<string?> Cells(UsageReportQuery query, UsageReportRow row) =>
    [
        .. query.Per is null ? Array.Empty<string?>() : [row.Start?.ToString(query.Per == SummaryGrain.Hour ? "yyyy-MM-dd HH:mm" : "yyyy-MM-dd", CultureInfo.InvariantCulture)],
        .. query.By switch
        {
            UsageDimension.None => Array.Empty<string?>(),
            UsageDimension.User => [row.Group, row.Name],
            UsageDimension.Key => [row.Group ?? "(none)", row.Name],
            _ => [row.Group ?? "(unknown)"],
        },
        Number(row.Measures.Requests), Number(row.Measures.Succeeded), Number(row.Measures.Failed), Number(row.Measures.Refused),
        Number(row.Measures.Cost), Number(row.Measures.Charged), Number(row.Measures.BytesIn), Number(row.Measures.BytesOut),
        Milliseconds(row.P50Microseconds), Milliseconds(row.P95Microseconds), Milliseconds(row.P99Microseconds), Number(row.Addresses),
    ];

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Milliseconds(long microseconds) => (microseconds / 1000d).ToString("N1", CultureInfo.InvariantCulture);
}
