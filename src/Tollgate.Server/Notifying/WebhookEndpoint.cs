using Tollgate.Notifying;

namespace Tollgate.Server.Notifying;

/// <summary>One receiver of webhooks.</summary>
internal sealed class WebhookEndpoint
{
    /// <summary>Its name in the outbox and in logs: 1 to 64 letters, digits, '-' and '_'.</summary>
    public string Name { get; set; } = "";

    /// <summary>Where it listens.</summary>
    public string Url { get; set; } = "";

    /// <summary>Secrets ("whsec_…") that sign, each with a signature of its own, so that a new one can be rolled out before the old one goes.</summary>
    public IList<string> Secrets { get; } = [];

    /// <summary>It is told of this and worse. Default Info.</summary>
    public NotificationSeverity MinimumSeverity { get; set; }
}
