using System.Globalization;
using Tollgate.Administering;
using Tollgate.Billing;
using Tollgate.Billing.Metering;
using Tollgate.Entitling;

namespace Tollgate.Server.Commands;

/// <summary>Metered usage as JSON and as rows, for the command line and the admin API.</summary>
internal static class BillingShape
{
    /// <summary>Columns of <see cref="Row(MeterEvent)"/>.</summary>
    public static IReadOnlyList<string> EventColumns { get; } = ["event", "user", "meter", ">units", "at (UTC)", "state", ">attempts", "sent (UTC)", "error"];

    /// <summary>Columns of <see cref="Row(BillingReportLine)"/>.</summary>
    public static IReadOnlyList<string> ReportColumns { get; } =
    [
        "user", "plan", "meter", "from (UTC)", "to (UTC)", ">included", ">admitted", ">recorded", ">summed", ">billable", ">planned", ">sent", ">in period", ">at provider",
        "differences",
    ];

    /// <summary>An event as a row.</summary>
    public static IReadOnlyList<string?> Row(MeterEvent e) =>
    [
        e.Identifier, User.SubjectOf(e.UserId), e.Meter, Number(e.Units), Time(e.At), Parsers.WordOf(e.State), Number(e.Attempts), e.SentAt is { } sent ? Time(sent) : null, e.Error,
    ];

    /// <summary>A period as a row.</summary>
    public static IReadOnlyList<string?> Row(BillingReportLine l) =>
    [
        l.Subject, l.Plan, l.Meter, Time(l.From), Time(l.Until), l.Included == Limit.Unlimited ? "unlimited" : Number(l.Included), Number(l.Admitted), Number(l.Recorded), Number(l.Summed),
        Number(l.Billable), Number(l.Planned), Number(l.Sent), Number(l.SentInPeriod), Number(l.Acknowledged), string.Join(' ', l.Differences),
    ];

    /// <summary>A run in JSON.</summary>
    public static object Of(MeteringReport report) => new
    {
        dryRun = report.IsDryRun,
        report.Customers,
        planned = report.Planned.Select(Of),
        report.Dropped,
        report.Lowered,
        report.Sent,
        report.SentUnits,
        report.Failed,
        report.Unknown,
        report.PutOff,
        waiting = report.Figures.Waiting,
        waitingUnits = report.Figures.Units,
        waitingSince = report.Figures.OldestWaiting,
        notes = NotesOf(report),
    };

    /// <summary>An event in JSON.</summary>
    public static object Of(MeterEvent e) => new
    {
        e.Identifier,
        subject = User.SubjectOf(e.UserId),
        e.SegmentId,
        customer = e.CustomerReference,
        e.Meter,
        e.Units,
        e.At,
        e.State,
        e.Attempts,
        e.CreatedAt,
        e.FirstAttemptAt,
        nextAttemptAt = e.State is MeterEventState.Pending or MeterEventState.Unknown ? e.NextAttemptAt : (DateTimeOffset?)null,
        e.SentAt,
        e.Error,
    };

    /// <summary>A report in JSON.</summary>
    public static object Of(BillingReport report) => new { report.From, to = report.Until, report.IsProblem, report.IsCut, lines = report.Lines };

    /// <summary>What a person should know of a run beside its numbers.</summary>
    public static IReadOnlyList<string> NotesOf(MeteringReport report)
    {
        var notes = new List<string>();
        if (report.IsWithoutProvider && !report.IsDryRun)
        {
            notes.Add("Nothing was sent: no payment provider with a key is configured.");
        }

        if (report.IsPlannedElsewhere)
        {
            notes.Add("Another node was working out usage; this run only sent.");
        }

        if (report.PutOff > 0)
        {
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"{report.PutOff:N0} calls were not answered or put off; they are repeated."));
        }

        if (report.Lowered > 0)
        {
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"{report.Lowered:N0} events are taken back, because less is to be billed than was sent."));
        }

        return notes;
    }

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static string? Number(long? number) => number?.ToString("N0", CultureInfo.InvariantCulture);
}
