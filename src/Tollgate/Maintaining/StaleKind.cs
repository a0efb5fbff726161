namespace Tollgate.Maintaining;

/// <summary>A kind of rows that are removed when they are old.</summary>
/// <param name="Name">What they are, e.g. "expired cache entries".</param>
/// <param name="Schedule">How often they are looked for.</param>
/// <param name="Retention">How long they stay after they were last of use.</param>
public sealed record StaleKind(string Name, MaintenanceSchedule Schedule, Func<MaintainingOptions, TimeSpan> Retention)
{
    /// <summary>Entries of the entitlement cache that have expired.</summary>
    public static StaleKind CacheEntries { get; } = new("expired cache entries", MaintenanceSchedule.Hourly, static _ => TimeSpan.Zero);

    /// <summary>Changes that every process has heard of long since (SQLite only).</summary>
    public static StaleKind Changes { get; } = new("changes that were heard", MaintenanceSchedule.Hourly, static _ => TimeSpan.FromHours(1));

    /// <summary>Nodes that have been silent for long.</summary>
    public static StaleKind DeadNodes { get; } = new("dead nodes", MaintenanceSchedule.Hourly, static options => options.DeadNodes);

    /// <summary>Ledger rows of anonymous callers whose windows have all ended.</summary>
    public static StaleKind AnonymousLedgerRows { get; } =
        new("ledger rows of anonymous callers", MaintenanceSchedule.Hourly, static options => options.AnonymousLedgerRows);

    /// <summary>Ledger rows whose windows have all ended.</summary>
    public static StaleKind LedgerRows { get; } = new("ledger rows", MaintenanceSchedule.Daily, static options => options.LedgerRows);

    /// <summary>Daily request counts of users (<c>users.requests_today</c>) of a day long past; they become 0.</summary>
    public static StaleKind DailyCounts { get; } = new("daily request counts", MaintenanceSchedule.Daily, static options => options.DailyCounts);

    /// <summary>Runs in the job history.</summary>
    public static StaleKind JobHistory { get; } = new("job history", MaintenanceSchedule.Daily, static options => options.JobHistory);

    /// <summary>Bodies of the payment provider's events that are done.</summary>
    public static StaleKind WebhookBodies { get; } = new("bodies of payment events", MaintenanceSchedule.Daily, static options => options.WebhookBodies);

    /// <summary>The payment provider's events that are done.</summary>
    public static StaleKind WebhookEvents { get; } = new("payment events", MaintenanceSchedule.Daily, static options => options.WebhookEvents);

    /// <summary>Claims of nodes that died at work on payment events.</summary>
    public static StaleKind BillingClaims { get; } = new("claims of dead nodes", MaintenanceSchedule.Daily, static _ => TimeSpan.FromDays(2));

    /// <summary>Ledger rows of users who are gone and of keys that can't be used any more, whatever their windows say.</summary>
    public static StaleKind IdleSubjects { get; } =
        new("ledger rows of removed users and dead keys", MaintenanceSchedule.Weekly, static options => options.LedgerRows);

    /// <summary>The cache once more in the weekly deep clean, for instances whose hourly job is switched off.</summary>
    public static StaleKind CacheEntriesWeekly { get; } = CacheEntries with { Schedule = MaintenanceSchedule.Weekly };
}
