using Microsoft.Extensions.Logging;

namespace Tollgate.Sqlite;

/// <summary>Everything that this provider logs: events 3400 to 3499.</summary>
internal static partial class Log
{
    [LoggerMessage(3400, LogLevel.Warning, "The changes of other processes can't be read (SQLite error {Code}: {Reason}); trying again until that works, then everything is read anew.")]
    public static partial void ChangesNotRead(ILogger logger, int code, string reason);

    [LoggerMessage(3402, LogLevel.Warning, "The changes of other processes can be read again.")]
    public static partial void ChangesReadAgain(ILogger logger);

    [LoggerMessage(3401, LogLevel.Warning, "A migration lock was left behind by a process that ended while it migrated; it was removed.")]
    public static partial void StaleMigrationLockRemoved(ILogger logger);
}
