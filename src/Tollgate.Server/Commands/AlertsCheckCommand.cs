using Tollgate.Notifying;
using Tollgate.Watching;

namespace Tollgate.Server.Commands;

/// <summary>Asks every rule once, now, and sends what is due: for schedulers, and to see what a changed setting does.</summary>
internal sealed class AlertsCheckCommand() : TollgateCommand(
    "check", "Ask every alert rule now, store and send what changed; exit code 1 when a rule could not look.")
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var toolbox = await invocation.OpenAsync(cancellationToken);
        var report = await PassAsync(toolbox.Get<AlertWatch>(), toolbox.Get<TimeProvider>(), cancellationToken);
        var (sent, failed) = await toolbox.Get<NotificationSender>().SendDueAsync(cancellationToken);
        invocation.Fail(report.Failures.Select(f => $"The rule {f.Rule} could not look: {string.Join(' ', Failure.Describe(f.Reason))}"));
        if (!invocation.Report.TryWriteJson(new
        {
            asked = report.Asked,
            failed = report.Failures.Select(f => f.Rule),
            changes = report.Changes.Select(c => new { change = c.Kind, alert = AlertReport.Shape(c.Alert) }),
            notifications = new { sent, failed },
        }))
        {
            Show(invocation.Report, report, sent, failed);
        }

        return report.Failures.Count == 0 ? CommandLine.Yes : CommandLine.No;
    }

    /// <summary>Another node may be looking just now; it takes seconds.</summary>
    private static async Task<PassReport> PassAsync(AlertWatch watch, TimeProvider time, CancellationToken cancellationToken)
    {
        for (var waited = TimeSpan.Zero; waited < Patience; waited += Pause)
        {
            if (await watch.RunAsync(TimeSpan.Zero, cancellationToken) is { } report)
            {
                return report;
            }

            await Task.Delay(Pause, time, cancellationToken);
        }

        throw new CommandFailedException($"Another node has been looking for {Patience.TotalSeconds} s; try again, or see what it found with `tollgate alerts list`.");
    }

    private static void Show(Report report, PassReport pass, int sent, int failed)
    {
        var told = pass.Changes.Where(c => c.IsAnnounced).ToList();
        if (told.Count > 0)
        {
            report.Table(AlertReport.Columns, told.Select(c => AlertReport.Row(c.Alert)));
        }

        report.Line($"{pass.Asked.Count} rules asked, {told.Count} changes, {sent} notifications sent, {failed} failed.");
    }
}
