using Microsoft.Extensions.Logging;

namespace Tollgate.Sqlite;

/// <summary>Everything that this provider logs: events 3400 to 3499.</summary>
internal static partial class Log
{
    [LoggerMessage(3400, LogLevel.Warning, "The changes of other processes could not be read; everything is read anew when that works again.")]
    public static partial void ChangesNotRead(ILogger logger, Exception error);

    [LoggerMessage(3401, LogLevel.Warning, "A migration lock was left behind by a process that ended while it migrated; it was removed.")]
    public static partial void StaleMigrationLockRemoved(ILogger logger);
}
