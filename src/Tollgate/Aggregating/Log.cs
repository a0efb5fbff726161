using Microsoft.Extensions.Logging;

namespace Tollgate.Aggregating;

/// <summary>Every message of this stage; event ids 5000 to 5499.</summary>
internal static partial class Log
{
    [LoggerMessage(5001, LogLevel.Warning, "Usage of the hour {Hour} came after the events of its day had been cleaned up: it is recorded but not added to the sums. Raise the retention of usage events if nodes may be away that long.")]
    public static partial void CameTooLate(ILogger logger, DateTimeOffset hour);

    [LoggerMessage(5002, LogLevel.Warning, "Recorded usage was not summed; trying again in {Pause}.")]
    public static partial void NotSummed(ILogger logger, TimeSpan pause, Exception exception);
}
