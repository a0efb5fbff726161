namespace Tollgate.Billing;

/// <summary>How events of the payment provider are worked off; bound from <c>Tollgate:Inbox</c>.</summary>
public sealed class InboxOptions
{
    /// <summary>How often the inbox is looked at: 100 ms to 1 minute, default 1 second. A node that receives an event looks at once.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long one node may work on the events of a subscription before another takes over: 10 seconds to 10 minutes, default 2 minutes.</summary>
    public TimeSpan Claim { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How often an event that fails for a reason of its own is tried before it is given up: 1 to 100, default 10. While the provider is away it is never given up.</summary>
    public int MaxAttempts { get; set; } = 10;

    /// <summary>Pause after the first failure, doubled after each further one and shortened by up to a quarter at random: 1 second to 1 hour, default 5 seconds.</summary>
    public TimeSpan FirstPause { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest pause between two attempts: 1 second to 1 day, default 15 minutes.</summary>
    public TimeSpan LongestPause { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>
    /// After how many failures to ask the provider the copy inside the event is used until it can be asked: 1 to 100, default 3.
    /// A small number passes changes on sooner; the copy may be older than what is stored.
    /// </summary>
    public int ProvisionalAfter { get; set; } = 3;

    /// <summary>How often the provider is asked for events that it could not deliver: 1 minute to 1 day, default 15 minutes.</summary>
    public TimeSpan UndeliveredInterval { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>The pause after a number of failed attempts.</summary>
    /// <param name="attempts">Attempts so far, from 1.</param>
    /// <param name="chance">0 to 1: how much of the random quarter is taken off, so that nodes do not retry in step.</param>
    internal TimeSpan PauseAfter(int attempts, double chance)
    {
        var doubled = FirstPause.TotalSeconds * Math.Pow(2, Math.Min(attempts, 40) - 1);
        return TimeSpan.FromSeconds(Math.Min(doubled, LongestPause.TotalSeconds) * (1 - (chance / 4)));
    }
}
