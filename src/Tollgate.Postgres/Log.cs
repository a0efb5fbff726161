using Microsoft.Extensions.Logging;

namespace Tollgate.Postgres;

/// <summary>Everything that this provider logs: events 3300 to 3399.</summary>
internal static partial class Log
{
    [LoggerMessage(3300, LogLevel.Warning, "The connection that hears of changes is lost; connecting again. Until then entitlements may be as old as the cache allows.")]
    public static partial void ChangesNotHeard(ILogger logger, Exception error);
}
