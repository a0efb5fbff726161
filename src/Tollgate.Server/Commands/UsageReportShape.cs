using Tollgate.Administering;
using Tollgate.Aggregating;

namespace Tollgate.Server.Commands;

/// <summary>What programs get of usage: the command line and the admin API answer alike.</summary>
internal static class UsageReportShape
{
    /// <summary>A report.</summary>
    public static object Of(UsageReportQuery query, UsageReport report) => new
    {
        report.From,
        to = report.Until,
        by = query.By,
        query.Per,
        rows = report.Rows.Select(Of),
        total = Of(report.Total),
        report.IsCutOff,
        report.UnsummedHours,
    };

    /// <summary>A ranking.</summary>
    public static object Of(UsageRanking ranking, RankedBy by) => new
    {
        ranking.From,
        to = ranking.Until,
        by,
        subjects = ranking.Subjects.Select(s => new { s.Subject, user = s.UserName, usage = Of(s.Measures) }),
    };

    /// <summary>A forecast.</summary>
    public static object Of(UsageForecast forecast) => new
    {
        forecast.Subject,
        user = forecast.UserName,
        forecast.Plan,
        windows = forecast.Windows.Select(w => new
        {
            state = DecisionReport.Shape(w.Window),
            unitsPerHour = Math.Round(w.UnitsPerHour, 3),
            w.UsedUpAt,
            w.ExpectedAtReset,
        }),
    };

    private static object Of(UsageReportRow row) => new
    {
        row.Start,
        row.Group,
        user = row.Name,
        usage = Of(row.Measures),
        p50Ms = row.P50Microseconds / 1000d,
        p95Ms = row.P95Microseconds / 1000d,
        p99Ms = row.P99Microseconds / 1000d,
        row.Addresses,
    };

    private static object Of(in UsageMeasures measures) => new
    {
        measures.Requests,
        measures.Succeeded,
        measures.Failed,
        measures.Refused,
        measures.ShadowRefused,
        measures.Cost,
        measures.Charged,
        measures.BytesIn,
        measures.BytesOut,
    };
}
