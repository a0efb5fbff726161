namespace Tollgate.Server.Notifying;

/// <summary>Who is told by webhook; bound from <c>Tollgate:Webhooks</c>.</summary>
internal sealed class WebhookOptions
{
    /// <summary>The receivers. Default none.</summary>
    public IList<WebhookEndpoint> Endpoints { get; } = [];

    /// <summary>Whether http:// is allowed, too. Default false: what is sent could be read on the way.</summary>
    public bool AllowHttp { get; set; }

    /// <summary>
    /// Whether receivers may have private, loopback or link-local addresses. Default false: a name that somebody else controls could point into
    /// your network, or at the metadata service of a cloud.
    /// </summary>
    public bool AllowPrivateAddresses { get; set; }
}
