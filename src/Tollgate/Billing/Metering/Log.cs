using Microsoft.Extensions.Logging;

namespace Tollgate.Billing.Metering;

/// <summary>Every message of metering; event ids 6800 to 6819.</summary>
internal static partial class Log
{
    [LoggerMessage(6800, LogLevel.Error, "The payment provider refused the meter event {Identifier} for good: {Reason} Look into `tollgate billing events --state failed`.")]
    public static partial void Refused(ILogger logger, string identifier, string reason);

    [LoggerMessage(6801, LogLevel.Warning, "The payment provider did not answer for the meter event {Identifier} (attempt {Attempt}), or put it off: {Reason} It is tried again.")]
    public static partial void NotSent(ILogger logger, string identifier, int attempt, string reason);

    [LoggerMessage(6802, LogLevel.Warning, "Whether the meter event {Identifier} arrived is not known ({Reason}); the payment provider's total will tell.")]
    public static partial void Doubted(ILogger logger, string identifier, string? reason);

    [LoggerMessage(6803, LogLevel.Error, "The meter event {Identifier} can't be explained: {Error}")]
    public static partial void Unexplained(ILogger logger, string identifier, string error);

    [LoggerMessage(6804, LogLevel.Warning, "The claim on the meter event {Identifier} ran out while it was sent; its identifier keeps it from counting twice.")]
    public static partial void ClaimLost(ILogger logger, string identifier);

    [LoggerMessage(6805, LogLevel.Warning, "Metered usage could not be worked out or sent; it is tried again in {Pause}.")]
    public static partial void NotMetered(ILogger logger, TimeSpan pause, Exception exception);

    [LoggerMessage(6806, LogLevel.Information, "Metered {Events} events of {Units} units; {Failed} failed, {Unknown} unknown.")]
    public static partial void Metered(ILogger logger, long events, long units, int failed, int unknown);
}
