using Microsoft.Extensions.Logging;

namespace Tollgate.Entitling;

/// <summary>Everything that entitling logs: events 1200 to 1299.</summary>
internal static partial class Log
{
    [LoggerMessage(1200, LogLevel.Warning, "The {Thing} of a caller could not be looked up; who is known is served from memory for ten minutes, others get 503.")]
    public static partial void LookupFailed(ILogger logger, string thing, Exception error);

    [LoggerMessage(1201, LogLevel.Warning, "The change {Change} could not be applied completely; it is applied again in two seconds.")]
    public static partial void ChangeNotApplied(ILogger logger, Change change, Exception error);

    [LoggerMessage(1202, LogLevel.Warning, "When {Keys} keys were last used could not be stored; it is tried again.")]
    public static partial void KeyUseNotStored(ILogger logger, int keys, Exception error);

    [LoggerMessage(1203, LogLevel.Warning, "The change feed did not start within {Seconds} seconds; serving without it, so changes may take as long as the cache allows.")]
    public static partial void ChangeFeedLate(ILogger logger, double seconds);

    [LoggerMessage(1204, LogLevel.Error, "The change feed ended with an error; it is started again.")]
    public static partial void ChangeFeedFailed(ILogger logger, Exception error);
}
