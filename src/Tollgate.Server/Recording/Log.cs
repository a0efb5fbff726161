namespace Tollgate.Server.Recording;

/// <summary>Every message of recording that is the server's own; event ids 6700 to 6799.</summary>
internal static partial class Log
{
    [LoggerMessage(6700, LogLevel.Information, "The country database {Path} was replaced by a {Kind} of {BuiltAt:yyyy-MM-dd}, which is in use now.")]
    public static partial void CountryFileReplaced(ILogger logger, string path, string kind, DateTimeOffset builtAt);

    [LoggerMessage(6701, LogLevel.Warning, "{Reason} The one that was there before stays in use.")]
    public static partial void CountryFileRejected(ILogger logger, string reason, Exception exception);

    [LoggerMessage(6702, LogLevel.Warning, "The country database {Path} is gone; it stays in use until the node stops, which would not start again. Put a file there.")]
    public static partial void CountryFileMissing(ILogger logger, string path);

    [LoggerMessage(6703, LogLevel.Warning, "A record of the country database {Path} is damaged; such requests are recorded without a country. Put a new file there.")]
    public static partial void CountryNotFound(ILogger logger, string path, Exception exception);
}
