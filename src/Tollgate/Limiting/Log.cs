using Microsoft.Extensions.Logging;

namespace Tollgate.Limiting;

/// <summary>Every log message of the stage; event ids 1300 to 1399.</summary>
internal static partial class Log
{
    [LoggerMessage(1300, LogLevel.Warning, "The ledger did not answer for {Asks} subjects; their grants count as spent. Limits hold by the failure policy until it returns.")]
    public static partial void LedgerFailed(ILogger logger, int asks, Exception exception);

    [LoggerMessage(1301, LogLevel.Warning, "Could not tell the other nodes that this one is alive; lease sizes use the last known {Nodes} nodes.")]
    public static partial void HeartbeatFailed(ILogger logger, int nodes, Exception exception);

    [LoggerMessage(1302, LogLevel.Warning, "The ledger could not be asked at start; the first decisions go by the failure policy until it answers.")]
    public static partial void WarmUpFailed(ILogger logger, Exception exception);

    [LoggerMessage(1303, LogLevel.Warning, "The promise of exact limits is at risk. {Name}: {Detail} {Fix}")]
    public static partial void PromiseAtRisk(ILogger logger, string name, string detail, string fix);

    [LoggerMessage(1304, LogLevel.Error, "The lease book failed; what it was about counts as an unknown outcome. Please report this.")]
    public static partial void BookFailed(ILogger logger, Exception exception);

    [LoggerMessage(1305, LogLevel.Warning, "Whether the database keeps the promise of exact limits could not be checked; run 'tollgate doctor'.")]
    public static partial void PromiseNotChecked(ILogger logger, Exception exception);
}
