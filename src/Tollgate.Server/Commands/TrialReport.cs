using System.Globalization;
using Tollgate.Server.Replay;

namespace Tollgate.Server.Commands;

/// <summary>The answer of <c>plans simulate</c>.</summary>
internal sealed class TrialReport(TrialResult result, DateTimeOffset from, DateTimeOffset to, IReadOnlyList<(TrialSubject Subject, string? Name)> shown)
{
    private const int MissingShown = 20;

    /// <summary>Writes it as tables or JSON.</summary>
    public void Write(Report report)
    {
        if (report.TryWriteJson(Shape()))
        {
            return;
        }

        report.Line($"Recorded usage from {Time(from)} to {Time(to)} (exclusive) under the proposed plans:");
        report.Table(["Requests", ">Count", ">Share"], Totals().Select(t => (string?[])[t.Name, Count(t.Count), Share(t.Count)]));
        if (shown.Count > 0)
        {
            report.Table(
                ["caller", "plan", ">refused then", ">refused", ">newly refused", ">newly served", "first refused", "by window"],
                shown.Select(s => Row(s.Subject, s.Name)));
            report.Line($"{shown.Count} of {result.Subjects.Count} callers that were refused then or would be refused.");
        }

        WriteLeftOut(report);
    }

    private IEnumerable<(string Name, long Count)> Totals() =>
    [
        ("replayed", result.Requests),
        ("refused then", result.RefusedThen),
        ("refused by the proposed plans", result.Refused),
        .. result.ByWindow.Select(w => ($"  by {w.Key}", w.Value)),
        ("served then, refused now", result.NewlyRefused),
        ("refused then, served now", result.NewlyServed),
    ];

    private void WriteLeftOut(Report report)
    {
        foreach (var (outcome, count) in result.NotReplayed)
        {
            report.Line($"Not replayed: {Count(count)} requests ({outcome}), which limits had no part in.");
        }

        if (result.PlanMissing.Count > 0)
        {
            var names = string.Join(", ", result.PlanMissing.Take(MissingShown).Select(m => $"{m.Key} ({m.Value})"));
            var rest = result.PlanMissing.Count > MissingShown ? $" and {result.PlanMissing.Count - MissingShown} more" : "";
            report.Line($"Not replayed: {Count(result.PlanMissingRequests)} requests of {result.PlanMissing.Count} callers whose plan is not in the file: {Plans.Shown.Clean(names)}{rest}.");
        }

        if (result.EndpointUnknown > 0)
        {
            report.Line($"{Count(result.EndpointUnknown)} requests were replayed with the limits of all endpoints only: the endpoint that was recorded does not tell their group.");
        }
    }

    private static string?[] Row(TrialSubject subject, string? name) =>
    [
        name ?? subject.Subject, subject.Plan, Count(subject.RefusedThen), Count(subject.Refused), Count(subject.NewlyRefused), Count(subject.NewlyServed),
        subject.FirstRefusedAt is { } at ? Time(DateTimeOffset.FromUnixTimeMilliseconds(at)) : "never",
        string.Join(", ", subject.ByWindow.Select(w => $"{w.Key} {Count(w.Value)}")),
    ];

    private object Shape() => new
    {
        from,
        to,
        result.Requests,
        result.RefusedThen,
        result.Refused,
        result.NewlyRefused,
        result.NewlyServed,
        result.ByWindow,
        result.EndpointUnknown,
        result.NotReplayed,
        planMissing = new { requests = result.PlanMissingRequests, callers = result.PlanMissing.Select(m => new { subject = m.Key, plan = m.Value }) },
        callersRefused = result.Subjects.Count,
        callers = shown.Select(s => new
        {
            s.Subject.Subject,
            user = s.Name,
            s.Subject.Plan,
            s.Subject.RefusedThen,
            s.Subject.Refused,
            s.Subject.NewlyRefused,
            s.Subject.NewlyServed,
            firstRefusedAt = s.Subject.FirstRefusedAt is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : (DateTimeOffset?)null,
            s.Subject.ByWindow,
        }),
    };

    private static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private string Share(long count) => result.Requests == 0 ? "" : ((double)count / result.Requests).ToString("P1", CultureInfo.InvariantCulture);

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
