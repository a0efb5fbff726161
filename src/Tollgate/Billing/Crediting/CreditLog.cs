using Microsoft.Extensions.Logging;

namespace Tollgate.Billing.Crediting;

/// <summary>Everything that prepaid credits log: events 5790 to 5799.</summary>
internal static partial class CreditLog
{
    [LoggerMessage(5790, LogLevel.Warning, "Expired credits could not be taken out of the ledger; it is tried again in five seconds.")]
    public static partial void NotExpired(ILogger logger, Exception error);
}
