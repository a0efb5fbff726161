using Microsoft.Extensions.Logging;

namespace Tollgate.Notifying;

/// <summary>Every message of this stage; event ids 5500 to 5599.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 5500, Message = "{Type}: {Title} {Text}")]
    public static partial void Notified(ILogger logger, LogLevel level, string type, string title, string text);

    [LoggerMessage(5501, LogLevel.Warning, "The channel {Channel} did not take '{Title}' (attempt {Attempt}): {Reason} It is tried again in {Seconds} s.")]
    public static partial void NotSent(ILogger logger, string channel, string title, int attempt, string reason, double seconds);

    [LoggerMessage(5502, LogLevel.Error, "The channel {Channel} did not take '{Title}' (attempt {Attempt}): {Reason} It is not tried again.")]
    public static partial void GivenUp(ILogger logger, string channel, string title, int attempt, string reason);

    [LoggerMessage(5503, LogLevel.Warning, "Notifications could not be fetched from the database; it is tried again.")]
    public static partial void OutboxFailed(ILogger logger, Exception exception);

    [LoggerMessage(5504, LogLevel.Warning, "The claim on '{Title}' for the channel {Channel} ran out while it was sent; another node may have sent it too.")]
    public static partial void ClaimLost(ILogger logger, string channel, string title);
}
