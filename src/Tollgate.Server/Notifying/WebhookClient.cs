using System.Net;
using System.Net.Sockets;
using Tollgate.Notifying;
using Tollgate.Server.Identifying;

namespace Tollgate.Server.Notifying;

/// <summary>
/// The HTTP client of webhooks. The address that is checked is the one that is connected to: between a check of the name and the connection the
/// name could come to mean something else. No redirects, which could lead anywhere, and no proxy, which would connect in our place.
/// </summary>
internal sealed class WebhookClient : IDisposable
{
    private readonly HttpMessageInvoker _invoker;

    public WebhookClient(bool allowPrivateAddresses)
    {
        _invoker = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            MaxResponseHeadersLength = 64,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionLifetime = TimeSpan.FromMinutes(2), // so that a name is asked for again
            ConnectCallback = (context, token) => ConnectAsync(context.DnsEndPoint, allowPrivateAddresses, token),
        });
    }

    /// <summary>Sends a request; the answer's body is not read.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => _invoker.SendAsync(request, cancellationToken);

    public void Dispose() => _invoker.Dispose();

    private static async ValueTask<Stream> ConnectAsync(DnsEndPoint target, bool allowPrivateAddresses, CancellationToken cancellationToken)
    {
        var found = IPAddress.TryParse(target.Host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(target.Host, cancellationToken);
        var allowed = found.Where(a => allowPrivateAddresses || PublicAddress.Is(a)).ToArray();
        if (allowed.Length == 0)
        {
            throw new NotificationFailedException(
                $"{target.Host} has no public address ({string.Join(", ", found.Select(a => a.ToString()))}); Tollgate:Webhooks:AllowPrivateAddresses lets it in.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, target.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
