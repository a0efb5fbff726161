using Tollgate.Notifying;

namespace Tollgate.Watching;

/// <summary>What is watched, and from where on it is worth an alert; bound from <c>Tollgate:Alerts</c>.</summary>
public sealed class AlertsOptions
{
    /// <summary>Whether anything is watched. Default true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>How often the rules are asked: 1 second to 1 hour, default 1 minute.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How long something must be over before it counts as resolved: 0 to 1 day, default 5 minutes. Longer keeps what comes and goes from being told
    /// again and again.
    /// </summary>
    public TimeSpan ResolveAfter { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Alerts of one rule that may fire at once: 1 to 100,000, default 10,000; the worst come first.</summary>
    public int MaxPerRule { get; set; } = 10_000;

    /// <summary>Names of rules that are not asked; their alerts are resolved. Default none.</summary>
    public IList<string> DisabledRules { get; } = [];

    /// <summary>Severities by rule (<c>Info</c>, <c>Warning</c>, <c>Critical</c>) in place of the rule's own. Default none.</summary>
    public IDictionary<string, NotificationSeverity> Severities { get; } = new Dictionary<string, NotificationSeverity>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Rule <c>quota</c>: percent of a day's or month's limit, each 1 to 100. Unset: 80, 90, 100.</summary>
    public IList<int> QuotaLevels { get; } = [];

    /// <summary>Rule <c>credits</c>: prepaid credits left, in percent of what was left after the latest grant: 0 to 100, default 10.</summary>
    public int CreditPercent { get; set; } = 10;

    /// <summary>Rule <c>credits</c>: or in units: 0 to 1,000,000,000,000, default 0: when none are left.</summary>
    public long CreditUnits { get; set; }

    /// <summary>Rule <c>refusals</c>: refused requests of one subject within <see cref="RefusalWindow"/>: 1 to 1,000,000,000, default 100.</summary>
    public long Refusals { get; set; } = 100;

    /// <summary>Rule <c>refusals</c>: the last minutes that count: 1 minute to 1 hour, default 5 minutes; longer reads more of <c>api_usage</c> each time.</summary>
    public TimeSpan RefusalWindow { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Rule <c>usage_growth</c>: how many times the usual requests of the day so far: 1.1 to 1,000, default 3.</summary>
    public double GrowthFactor { get; set; } = 3;

    /// <summary>Rule <c>usage_growth</c>: subjects with fewer requests today are left alone: 1 to 1,000,000,000, default 1,000.</summary>
    public long GrowthMinimum { get; set; } = 1_000;

    /// <summary>Rule <c>subscription_expiring</c>: how long before the end of the period: 0 to 365 days, default 3 days.</summary>
    public TimeSpan ExpiringWithin { get; set; } = TimeSpan.FromDays(3);

    /// <summary>Rule <c>trial_ending</c>: how long before the end of the trial: 0 to 365 days, default 3 days.</summary>
    public TimeSpan TrialEndingWithin { get; set; } = TimeSpan.FromDays(3);

    /// <summary>Rule <c>journal_backlog</c>: bytes in a node's journal: 1 KiB to 1 TiB, default 64 MiB.</summary>
    public long JournalBytes { get; set; } = 64L << 20;

    /// <summary>Rule <c>journal_backlog</c>: how long the database has taken nothing: 1 second to 1 day, default 5 minutes.</summary>
    public TimeSpan JournalAge { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Rule <c>clock_skew</c>: difference between a node's clock and the database's: 10 ms to 1 hour, default 2 seconds.</summary>
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Rule <c>ledger_rows</c>: rows of <c>rate_limit_ledger</c>: 1,000 to 1,000,000,000,000, default 10,000,000.</summary>
    public long LedgerRows { get; set; } = 10_000_000;

    /// <summary>Rule <c>table_size</c>: bytes of a table with its indexes (PostgreSQL) or of the file (SQLite): 1 MiB to 1 PiB, default 50 GiB.</summary>
    public long TableBytes { get; set; } = 50L << 30;

    /// <summary>Rule <c>replication_lag</c>: how far a standby is behind: 100 ms to 1 day, default 30 seconds.</summary>
    public TimeSpan ReplicationLag { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Rule <c>usage_drift</c> and <c>tollgate usage reconcile</c>: units of a window that the ledger may count beyond recorded usage, as leases, requests
    /// in flight and journals explain: 0 to 1,000,000,000, default 1,000. More than this and <see cref="DriftPercent"/> is a warning.
    /// </summary>
    public long DriftUnits { get; set; } = 1_000;

    /// <summary>Rule <c>usage_drift</c> and <c>tollgate usage reconcile</c>: the same in percent of the window's units: 0 to 100, default 1.</summary>
    public double DriftPercent { get; set; } = 1;

    /// <summary>Rule <c>payment_failures</c>: attempts to collect that failed within an hour, of all customers: 1 to 1,000,000,000, default 10.</summary>
    public long PaymentFailures { get; set; } = 10;

    /// <summary>
    /// Rule <c>payment_failures</c>: the same in percent of the attempts that failed or succeeded within the hour: 0 to 100, default 25. Both must be
    /// reached, so that neither a busy hour nor a quiet one with a single failure is an alert.
    /// </summary>
    public double PaymentFailurePercent { get; set; } = 25;

    /// <summary>Rule <c>payment_episodes</c>: invoices of one customer that failed within 180 days: 2 to 1,000, default 3.</summary>
    public int PaymentEpisodes { get; set; } = 3;

    /// <summary>Rule <c>webhook_backlog</c>: how long the oldest event of the payment provider has waited: 10 seconds to 1 day, default 10 minutes.</summary>
    public TimeSpan WebhookAge { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Rule <c>webhook_backlog</c>: events that wait: 1 to 1,000,000,000, default 1,000.</summary>
    public long WebhookEvents { get; set; } = 1_000;

    /// <summary>The levels of rule <c>quota</c>, in rising order.</summary>
    internal IReadOnlyList<int> QuotaLevelsInForce => QuotaLevels.Count > 0 ? [.. QuotaLevels.Distinct().Order()] : [80, 90, 100];

    /// <summary>Whether a rule is asked.</summary>
    internal bool IsEnabled(string rule) => !DisabledRules.Contains(rule, StringComparer.OrdinalIgnoreCase);
}
