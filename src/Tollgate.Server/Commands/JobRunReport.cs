using System.Globalization;
using Tollgate.Maintaining;

namespace Tollgate.Server.Commands;

/// <summary>Shows runs of maintenance jobs.</summary>
internal static class JobRunReport
{
    /// <summary>The columns of <see cref="Row"/>.</summary>
    public static readonly string[] Columns = ["job", "started (UTC)", ">took", "node", "how", "outcome", ">rows", ">partitions", ">bytes", "error"];

    /// <summary>Writes what one run did, task by task.</summary>
    public static void Write(Report report, JobRun run, bool isDryRun)
    {
        if (report.TryWriteJson(new
        {
            job = Parsers.WordOf(run.Job),
            dryRun = isDryRun,
            run.Outcome,
            run.StartedAt,
            run.EndedAt,
            rows = run.Tasks.Sum(t => t.Rows),
            partitions = run.Tasks.Sum(t => t.Partitions),
            bytes = run.Tasks.Sum(t => t.Bytes),
            run.Tasks,
        }))
        {
            return;
        }

        report.Line(isDryRun ? $"A dry run of the {Parsers.WordOf(run.Job)} job; nothing was changed. It would change:" : $"The {Parsers.WordOf(run.Job)} job {Parsers.WordOf(run.Outcome)}:");
        report.Table(
            ["task", ">rows", ">partitions", ">bytes", ">took", "outcome"],
            run.Tasks.Select(t => (string?[])[t.Name, Shown(t.Rows), Shown(t.Partitions), Shown(t.Bytes), Took(t.Milliseconds), t.Error is null ? "succeeded" : "FAILED"]));
        foreach (var (task, line) in run.Tasks.SelectMany(t => t.Lines.Select(line => (t.Name, line))))
        {
            report.Line($"{task}: {line}");
        }
    }

    /// <summary>A run as JSON has it.</summary>
    public static object Shape(JobRun run) => new
    {
        run.Id,
        job = Parsers.WordOf(run.Job),
        how = How(run),
        run.ScheduledAt,
        run.StartedAt,
        run.EndedAt,
        run.Node,
        run.Outcome,
        run.Error,
        run.Tasks,
    };

    /// <summary>A run as a row of the history.</summary>
    public static string?[] Row(JobRun run) =>
    [
        Parsers.WordOf(run.Job),
        run.StartedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        run.EndedAt is { } endedAt ? Took((long)(endedAt - run.StartedAt).TotalMilliseconds) : "",
        run.Node,
        How(run),
        Parsers.WordOf(run.Outcome),
        Shown(run.Tasks.Sum(t => t.Rows)),
        Shown(run.Tasks.Sum(t => t.Partitions)),
        Shown(run.Tasks.Sum(t => t.Bytes)),
        run.Error,
    ];

    private static string How(JobRun run) => run.ScheduledAt is null ? "by hand" : "scheduled";

    private static string Took(long milliseconds) => string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 1000.0:0.0} s");

    private static string Shown(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
