using Microsoft.Extensions.Logging;

namespace Tollgate.Billing;

/// <summary>What the inbox and its workers log; event ids 5700 to 5749.</summary>
internal static partial class InboxLog
{
    [LoggerMessage(5700, LogLevel.Warning, "Events about {WorkKey} could not be worked off (attempt {Attempt}): {Reason} They are tried again in {Seconds} s.")]
    public static partial void Failed(ILogger logger, string workKey, int attempt, string reason, double seconds);

    [LoggerMessage(5701, LogLevel.Error, "The event {Event} about {WorkKey} was given up after {Attempts} attempts: {Reason} `tollgate stripe events replay` has it done again.")]
    public static partial void GivenUp(ILogger logger, string @event, string workKey, int attempts, string reason);

    [LoggerMessage(5702, LogLevel.Warning, "{WorkKey} is taken from the event because the payment provider can't be asked; the next look makes it sure.")]
    public static partial void Provisional(ILogger logger, string workKey);

    [LoggerMessage(5703, LogLevel.Warning, "The inbox could not be worked off; it is tried again.")]
    public static partial void InboxFailed(ILogger logger, Exception exception);

    [LoggerMessage(5704, LogLevel.Warning, "Working on {WorkKey} took longer than the claim; another node has taken over, and nothing was stored.")]
    public static partial void ClaimLost(ILogger logger, string workKey);

    [LoggerMessage(5705, LogLevel.Warning, "The payment provider could not be asked for undelivered events: {Reason} It is tried again.")]
    public static partial void UndeliveredFailed(ILogger logger, string reason);

    [LoggerMessage(5706, LogLevel.Information, "{Count} events that the payment provider could not deliver were fetched.")]
    public static partial void UndeliveredFetched(ILogger logger, int count);

    [LoggerMessage(5707, LogLevel.Error, "An event about {WorkKey} could not be worked off.")]
    public static partial void Unexpected(ILogger logger, string workKey, Exception exception);

    [LoggerMessage(5708, LogLevel.Warning, "{WorkKey}: {Reason}")]
    public static partial void NotApplied(ILogger logger, string workKey, string reason);
}
