namespace Tollgate.Maintaining;

/// <summary>When jobs run by themselves and how long data stays; bound from <c>Tollgate:Maintaining</c>.</summary>
public sealed class MaintainingOptions
{
    /// <summary>
    /// Whether the gateway runs the jobs by itself. Default true. Without it, run <c>tollgate maintenance</c> from a scheduler of your own,
    /// or usage is never summed up and nothing is ever removed.
    /// </summary>
    public bool Enabled { get; set; } = true;

    /// <summary>When the hourly job is due, as a Quartz cron expression in UTC; empty for never. Default five past each hour.</summary>
    public string HourlySchedule { get; set; } = "0 5 * * * ?";

    /// <summary>When the daily job is due, as a Quartz cron expression in UTC; empty for never. Default 02:20.</summary>
    public string DailySchedule { get; set; } = "0 20 2 * * ?";

    /// <summary>When the weekly job is due, as a Quartz cron expression in UTC; empty for never. Default Sunday 03:40.</summary>
    public string WeeklySchedule { get; set; } = "0 40 3 ? * SUN";

    /// <summary>How long each recorded request stays in <c>api_usage</c>, by whole days: 2 to 3,650 days, default 35.</summary>
    /// <remarks>Reports read summaries; single requests are of use for questions of customers and for the plan lab.</remarks>
    public TimeSpan UsageEvents { get; set; } = TimeSpan.FromDays(35);

    /// <summary>How long hourly summaries stay: 7 to 3,650 days, and 2 days longer than usage events, because late events change them; default 90 days.</summary>
    public TimeSpan HourlySummaries { get; set; } = TimeSpan.FromDays(90);

    /// <summary>How long daily summaries stay: 62 to 36,500 days, default 800, more than two years.</summary>
    public TimeSpan DailySummaries { get; set; } = TimeSpan.FromDays(800);

    /// <summary>How long monthly summaries stay: 62 to 36,500 days, default 3,650.</summary>
    public TimeSpan MonthlySummaries { get; set; } = TimeSpan.FromDays(3_650);

    /// <summary>How long a ledger row of an anonymous caller stays after its last window ended: 10 minutes to 365 days, default 1 hour.</summary>
    public TimeSpan AnonymousLedgerRows { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long any other ledger row stays after its last window ended: 1 to 365 days, default 7.</summary>
    public TimeSpan LedgerRows { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How long <c>users.requests_today</c> keeps the count of a past day before it becomes 0: 1 to 365 days, default 7.</summary>
    public TimeSpan DailyCounts { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How long a node that is silent stays on the list: 1 minute to 365 days, default 1 day.</summary>
    public TimeSpan DeadNodes { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How long runs of jobs stay in the history: 8 to 3,650 days, default 90.</summary>
    public TimeSpan JobHistory { get; set; } = TimeSpan.FromDays(90);

    /// <summary>How long alerts stay after they were resolved: 1 to 3,650 days, default 90.</summary>
    public TimeSpan ResolvedAlerts { get; set; } = TimeSpan.FromDays(90);

    /// <summary>How long the bodies of the payment provider's events stay once they are done; they hold names and addresses: 1 to 365 days, default 30.</summary>
    public TimeSpan WebhookBodies { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long the payment provider's events stay without their bodies, so that none is done twice: 30 to 3,650 days, default 90.</summary>
    public TimeSpan WebhookEvents { get; set; } = TimeSpan.FromDays(90);

    /// <summary>The cron expression of a job; null when it never runs by itself.</summary>
    internal string? CronOf(MaintenanceSchedule job)
    {
        var cron = job switch
        {
            MaintenanceSchedule.Hourly => HourlySchedule,
            MaintenanceSchedule.Daily => DailySchedule,
            _ => WeeklySchedule,
        };
        return string.IsNullOrWhiteSpace(cron) ? null : cron;
    }
}
