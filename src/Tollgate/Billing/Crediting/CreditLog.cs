using Microsoft.Extensions.Logging;

namespace Tollgate.Billing.Crediting;

/// <summary>Everything that prepaid credits log: events 5790 to 5799.</summary>
internal static partial class CreditLog
{
    [LoggerMessage(5790, LogLevel.Warning, "Expired credits could not be taken out of the ledger; it is tried again in five seconds.")]
    public static partial void NotExpired(ILogger logger, Exception error);

    [LoggerMessage(5791, LogLevel.Information, "The payment of the credits for {Reference} of user {UserId} went back: {Units} units were taken back.")]
    public static partial void Revoked(ILogger logger, string reference, long userId, long units);

    [LoggerMessage(5792, LogLevel.Warning, "The payment of the credits for {Reference} of user {UserId} went back: {Units} units were taken back, {Unpaid} were spent and are not paid. `tollgate users credits` shows them.")]
    public static partial void Unpaid(ILogger logger, string reference, long userId, long units, long unpaid);
}
