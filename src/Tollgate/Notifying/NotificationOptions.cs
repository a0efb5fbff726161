namespace Tollgate.Notifying;

/// <summary>How notifications are delivered; bound from <c>Tollgate:Notifications</c>.</summary>
public sealed class NotificationOptions
{
    /// <summary>How often a notification is tried on a channel before it is given up: 1 to 100, default 10 (with the default pauses about 4 hours).</summary>
    public int MaxAttempts { get; set; } = 10;

    /// <summary>Pause after the first failure, doubled after each further one and shortened by up to a quarter at random: 1 second to 1 hour, default 30 seconds.</summary>
    public TimeSpan FirstPause { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest pause between two attempts: 1 second to 1 day, default 1 hour.</summary>
    public TimeSpan LongestPause { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long one attempt may take: 1 second to 1 minute, default 15 seconds.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How often the outbox is looked at: 1 second to 10 minutes, default 5 seconds.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The pause after a number of failed attempts.</summary>
    /// <param name="attempts">Attempts so far, from 1.</param>
    /// <param name="chance">0 to 1: how much of the random quarter is taken off, so that nodes and channels do not retry in step.</param>
    internal TimeSpan PauseAfter(int attempts, double chance)
    {
        var doubled = FirstPause.TotalSeconds * Math.Pow(2, Math.Min(attempts, 40) - 1);
        return TimeSpan.FromSeconds(Math.Min(doubled, LongestPause.TotalSeconds) * (1 - (chance / 4)));
    }
}
