using Microsoft.Extensions.Logging;

namespace Tollgate.Billing.Restricting;

/// <summary>Everything that the ladder logs; event ids 5700 to 5709.</summary>
internal static partial class Log
{
    [LoggerMessage(5700, LogLevel.Warning, "Restrictions whose next step is due could not be worked out; it is tried again.")]
    public static partial void StepsFailed(ILogger logger, Exception exception);
}
