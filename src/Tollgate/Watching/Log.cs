using Microsoft.Extensions.Logging;

namespace Tollgate.Watching;

/// <summary>Every message of this stage; event ids 5600 to 5699.</summary>
internal static partial class Log
{
    [LoggerMessage(5600, LogLevel.Warning, "The alert rule {Rule} could not look; its alerts stay as they are.")]
    public static partial void RuleFailed(ILogger logger, string rule, Exception exception);

    [LoggerMessage(5601, LogLevel.Warning, "Alerts could not be looked for; it is tried again.")]
    public static partial void PassFailed(ILogger logger, Exception exception);

    [LoggerMessage(5602, LogLevel.Warning, "{Setting} names '{Rule}', which is no alert rule; the rules are {Rules}.")]
    public static partial void UnknownRule(ILogger logger, string setting, string rule, string rules);

    [LoggerMessage(5603, LogLevel.Warning, "The alert rule {Rule} found {Found} things; only the worst {Kept} become alerts.")]
    public static partial void TooManyFindings(ILogger logger, string rule, int found, int kept);
}
