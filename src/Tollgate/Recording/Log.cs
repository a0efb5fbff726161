using Microsoft.Extensions.Logging;

namespace Tollgate.Recording;

/// <summary>Every message of this stage; event ids 4000 to 4999.</summary>
internal static partial class Log
{
    [LoggerMessage(4001, LogLevel.Warning, "The daily request counts of {Users} users for {Day} were not stored and wait for the next flush.")]
    public static partial void DailyRequestsNotStored(ILogger logger, int users, DateOnly day, Exception exception);
}
