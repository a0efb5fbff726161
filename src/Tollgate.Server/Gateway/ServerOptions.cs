namespace Tollgate.Server.Gateway;

/// <summary>Where the gateway listens and what it forwards to; bound from <c>Tollgate:Server</c>.</summary>
internal sealed class ServerOptions
{
    /// <summary>Addresses of public traffic, separated by ';'. Default http://127.0.0.1:8080.</summary>
    public string Urls { get; set; } = "http://127.0.0.1:8080";

    /// <summary>Addresses of administration and health checks, separated by ';'. Default http://127.0.0.1:8081: this machine only.</summary>
    public string AdminUrls { get; set; } = "http://127.0.0.1:8081";

    /// <summary>
    /// What the admin API asks for as a bearer token: 20 characters or more. Empty (default): a token is made at the first start and kept in the
    /// file admin-token beside the SQLite database, or in the state directory.
    /// </summary>
    public string AdminToken { get; set; } = "";

    /// <summary>
    /// Addresses of public traffic over HTTP/2 without TLS (gRPC clients that know it in advance); empty (default) for none.
    /// A plain port speaks one version only, because clients have no TLS handshake to agree in.
    /// </summary>
    public string Http2Urls { get; set; } = "";

    /// <summary>The API behind the gateway, e.g. http://127.0.0.1:5000; empty when the section ReverseProxy has the routes.</summary>
    public string Upstream { get; set; } = "";

    /// <summary>Whether the API key travels on to the upstream. Default false: the upstream sees X-Tollgate-User and X-Tollgate-Plan.</summary>
    public bool ForwardApiKey { get; set; }

    /// <summary>How long a stop waits for requests under way: 0 to 5 minutes, default 5 seconds.</summary>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(5);
}
