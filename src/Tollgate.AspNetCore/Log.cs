using Microsoft.Extensions.Logging;

namespace Tollgate.AspNetCore;

/// <summary>Every message of the door; event ids 7000 to 7999.</summary>
internal static partial class Log
{
    [LoggerMessage(7001, LogLevel.Error, "A request could not be decided and was refused with 503.")]
    public static partial void GateFailed(ILogger logger, Exception exception);

    [LoggerMessage(7002, LogLevel.Warning, "The route '{Route}' of the endpoint group '{Scope}' matches nothing: {Reason} Correct it in the plan.")]
    public static partial void RouteNotUsable(ILogger logger, string route, string scope, string reason);

    [LoggerMessage(7003, LogLevel.Error, "A request was served but could not be completed; its place in flight or its units may not have come back.")]
    public static partial void CompletionFailed(ILogger logger, Exception exception);

    [LoggerMessage(7004, LogLevel.Error, "The rule IsCharged failed; the request stays charged.")]
    public static partial void ChargeRuleFailed(ILogger logger, Exception exception);
}
