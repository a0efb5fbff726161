using Microsoft.Extensions.Logging;

namespace Tollgate.Recording;

/// <summary>Every message of this stage; event ids 4000 to 4999.</summary>
internal static partial class Log
{
    [LoggerMessage(4001, LogLevel.Warning, "The daily request counts of {Users} users for {Day} were not stored and wait for the next flush.")]
    public static partial void DailyRequestsNotStored(ILogger logger, int users, DateOnly day, Exception exception);

    [LoggerMessage(4002, LogLevel.Error, "Requests came faster than they could be journalled; {Refused} refused and {Served} other requests were not recorded. Raise Tollgate:Recording:BufferSize or use a faster disk.")]
    public static partial void BufferFull(ILogger logger, long refused, long served);

    [LoggerMessage(4003, LogLevel.Error, "The usage journal {Path} holds its {MaxBytes} bytes and the database takes none; {Refused} rows of refused requests and {Served} of others were shed. Bring the database back, or raise Tollgate:Recording:MaxJournalBytes.")]
    public static partial void JournalFull(ILogger logger, string path, long maxBytes, long refused, long served);

    [LoggerMessage(4004, LogLevel.Error, "The usage journal {Path} could not be written; it is tried again.")]
    public static partial void JournalNotWritten(ILogger logger, string path, Exception exception);

    [LoggerMessage(4005, LogLevel.Warning, "Recorded usage could not be stored in the database and stays in the journal {Path} until it can.")]
    public static partial void UsageNotStored(ILogger logger, string path, Exception exception);

    [LoggerMessage(4006, LogLevel.Information, "The usage journal {Path} of an ended process is now in the database.")]
    public static partial void JournalReplayed(ILogger logger, string path);

    [LoggerMessage(4007, LogLevel.Error, "Block {Position} with {Rows} rows of the usage journal {Path} is damaged and was put aside as {Aside}; its rows are not in the database.")]
    public static partial void BlockUnreadable(ILogger logger, long position, int rows, string path, string aside, Exception exception);

    [LoggerMessage(4008, LogLevel.Error, "The usage journal {Path} is no readable file and was put aside as {Aside}; what it held is not in the database.")]
    public static partial void JournalUnreadable(ILogger logger, string path, string aside, Exception exception);

    [LoggerMessage(4009, LogLevel.Warning, "The usage journals of ended processes could not be looked through; it is tried again.")]
    public static partial void LeftJournalsFailed(ILogger logger, Exception exception);

    [LoggerMessage(4010, LogLevel.Warning, "The coming days' usage could not be prepared for; it is tried again in an hour, and usage is stored meanwhile.")]
    public static partial void NotPrepared(ILogger logger, Exception exception);
}
