using System.Diagnostics.Metrics;
using Tollgate.Billing;
using Tollgate.Notifying;

namespace Tollgate.Maintaining;

/// <summary>Gauges of what all nodes share: jobs, alerts, notifications and billing, each under the meter of its stage.</summary>
internal static class OperationMeters
{
    private static readonly Meter Maintaining = new("Tollgate.Maintaining");
    private static readonly Meter Watching = new("Tollgate.Watching");
    private static readonly Meter Notifying = new("Tollgate.Notifying");

    private static readonly Gauge<double> SuccessAge = Maintaining.CreateGauge<double>(
        "tollgate.maintaining.job.success_age", "s", "Time since a job last ended well; since the node's start when it never did.");

    private static readonly Gauge<double> Duration = Maintaining.CreateGauge<double>(
        "tollgate.maintaining.job.duration", "s", "How long the job's last run took; 0 when it never ran.");

    private static readonly Gauge<long> Failures = Maintaining.CreateGauge<long>(
        "tollgate.maintaining.job.failures", "{run}", "Runs that failed or died since the job last ended well.");

    private static readonly Gauge<long> Alerts = Watching.CreateGauge<long>(
        "tollgate.watching.alerts", "{alert}", "Alerts that fire.");

    private static readonly Gauge<long> Notifications = Notifying.CreateGauge<long>(
        "tollgate.notifying.notifications", "{notification}", "Notifications that wait to be sent, and those that were given up and are kept.");

    /// <summary>Takes what was read.</summary>
    /// <param name="figures">What was read.</param>
    /// <param name="now">The time.</param>
    /// <param name="startedAt">When this node began to look, for jobs that never ended well.</param>
    public static void Record(OperationFigures figures, DateTimeOffset now, DateTimeOffset startedAt)
    {
        foreach (var job in figures.Jobs)
        {
            var tag = new KeyValuePair<string, object?>("schedule", NameOf(job.Job)); // "job" is a label of Prometheus' own
            SuccessAge.Record(Math.Max(0, (now - (job.SucceededAt ?? startedAt)).TotalSeconds), tag);
            Duration.Record((job.Duration ?? TimeSpan.Zero).TotalSeconds, tag);
            Failures.Record(job.Failures, tag);
        }

        foreach (var severity in Enum.GetValues<NotificationSeverity>())
        {
            Alerts.Record(figures.Firing.GetValueOrDefault(severity), new KeyValuePair<string, object?>("severity", NameOf(severity)));
        }

        Notifications.Record(figures.Pending, new KeyValuePair<string, object?>("state", "pending"));
        Notifications.Record(figures.Dead, new KeyValuePair<string, object?>("state", "dead"));
        StandingMeter.Record(figures.Billing);
    }

#pragma warning disable CA1308 // Labels are in lower case.
    private static string NameOf<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
#pragma warning restore CA1308
}
