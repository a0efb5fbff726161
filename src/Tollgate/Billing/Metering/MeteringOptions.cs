namespace Tollgate.Billing.Metering;

/// <summary>How usage is sent to the payment provider's meters; bound from <c>Tollgate:Billing:Metering</c>.</summary>
public sealed class MeteringOptions
{
    /// <summary>Whether this process meters by itself. Default true; with false, only <c>tollgate billing sync</c> and the daily job do.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// How often usage is worked out and sent: 10 seconds to 1 hour, default 5 minutes. Where that takes long, the pause is at least ten times as long.
    /// </summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long after its end an hour is billed: 0 to 1 day, default 10 minutes. Longer means fewer events for usage that comes late; with
    /// <see cref="Grace"/> it must leave time to send the last hour of a period.
    /// </summary>
    public TimeSpan Lateness { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// How long after the end of a period the provider still takes usage for its invoice: 0 to 3 days, default 1 hour, as Stripe does by default.
    /// What comes later is carried into the next period.
    /// </summary>
    public TimeSpan Grace { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Meter events that this process sends in a second at most: 1 to 1,000, default 20; the provider limits the account, all nodes together.</summary>
    public int EventsPerSecond { get; set; } = 20;

    /// <summary>Customers that are sent for at once: 1 to 64, default 8. For one customer and meter it is always one event at a time.</summary>
    public int Concurrency { get; set; } = 8;

    /// <summary>How long one call to the provider may take: 1 second to 2 minutes, default 30 seconds.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Pause after a failed attempt, doubled after each further one up to an hour: 1 second to 1 hour, default 30 seconds.</summary>
    public TimeSpan FirstPause { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The rule <c>metering_backlog</c>: how old the oldest event that waits may be: 1 minute to 30 days, default 1 hour.</summary>
    public TimeSpan BacklogAge { get; set; } = TimeSpan.FromHours(1);

    /// <summary>The pause after a number of attempts.</summary>
    internal TimeSpan PauseAfter(int attempts) =>
        TimeSpan.FromSeconds(Math.Min(FirstPause.TotalSeconds * Math.Pow(2, Math.Clamp(attempts, 1, 40) - 1), MeteringLimits.LongestPause.TotalSeconds));
}
