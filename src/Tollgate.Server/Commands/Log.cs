namespace Tollgate.Server.Commands;

/// <summary>What serving logs about payments; event ids 6710 to 6719.</summary>
internal static partial class Log
{
    [LoggerMessage(6710, LogLevel.Warning, "Webhooks of Stripe are not taken, because {Settings} are not set although {Needs}: whoever pays gets no plan and no credits.")]
    public static partial void NoWebhooks(ILogger logger, string settings, string needs);
}
