using Microsoft.Extensions.Logging;

namespace Tollgate.EntityFrameworkCore;

/// <summary>Everything that the relational part logs: events 3200 to 3299.</summary>
internal static partial class Log
{
    [LoggerMessage(3200, LogLevel.Warning, "The cache table could not be read for {Key}; asking the tables behind it.")]
    public static partial void CacheReadFailed(ILogger logger, string key, Exception error);

    [LoggerMessage(3201, LogLevel.Warning, "The cache table could not be changed for {Key}; the entry expires by itself.")]
    public static partial void CacheWriteFailed(ILogger logger, string key, Exception error);

    [LoggerMessage(3202, LogLevel.Debug, "A transaction met another one and is tried again.")]
    public static partial void TransactionRetried(ILogger logger, Exception error);

    [LoggerMessage(3203, LogLevel.Error, "The usage journal {Path} is no readable file and was put aside as {Aside}; what it held is not in the database.")]
    public static partial void JournalUnreadable(ILogger logger, string path, string aside, Exception error);

    [LoggerMessage(3204, LogLevel.Warning, "The usage journal {Path} that an ended process left could not be opened; it is tried again.")]
    public static partial void JournalNotOpened(ILogger logger, string path, Exception error);

    [LoggerMessage(3220, LogLevel.Warning, "The restriction of user_{UserId} could not be worked out; the others go on, and it is tried again.")]
    public static partial void StepFailed(ILogger logger, long userId, Exception error);
}
