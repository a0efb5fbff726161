using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Tollgate.Server.Gateway;

/// <summary>
/// The gateway's doors: public and admin. Each connection carries a mark of the door that it came through, so that neither a host header
/// nor a port number decides what a request may reach.
/// </summary>
internal sealed class Listeners(
    IReadOnlyList<ListenAddress> publicAddresses, IReadOnlyList<ListenAddress> adminAddresses, IReadOnlyList<ListenAddress> http2Addresses)
{
    private readonly List<(ListenAddress Address, ListenOptions Bound, bool IsAdmin, bool IsHttp2)> _bound = [];

    /// <summary>Public URLs, with the ports that were taken once the server has started.</summary>
    public IReadOnlyList<string> PublicUrls => UrlsOf(isAdmin: false, isHttp2: false);

    /// <summary>Admin URLs, with the ports that were taken once the server has started.</summary>
    public IReadOnlyList<string> AdminUrls => UrlsOf(isAdmin: true, isHttp2: false);

    /// <summary>Public URLs that speak HTTP/2 without TLS, with the ports that were taken once the server has started.</summary>
    public IReadOnlyList<string> Http2Urls => UrlsOf(isAdmin: false, isHttp2: true);

    /// <summary>Whether the request came through an admin listener.</summary>
    public static bool IsAdmin(HttpContext context) => context.Features.Get<AdminMark>() is not null;

    /// <summary>Reads the addresses of the options; what is wrong is added to the errors.</summary>
    public static Listeners Parse(ServerOptions options, ICollection<string> errors)
    {
        var listeners = new Listeners(
            ListenAddress.ParseAll("Tollgate:Server:Urls (--urls)", options.Urls, errors),
            ListenAddress.ParseAll("Tollgate:Server:AdminUrls (--admin-urls)", options.AdminUrls, errors),
            ListenAddress.ParseAll("Tollgate:Server:Http2Urls (--http2-urls)", options.Http2Urls, errors));
        if (errors.Count == 0 && listeners.IsEmpty)
        {
            errors.Add("Tollgate:Server:Urls (--urls) is empty; give an address such as http://127.0.0.1:8080");
        }

        return listeners;
    }

    /// <summary>Listens on every address.</summary>
    public void Bind(KestrelServerOptions kestrel)
    {
        foreach (var address in publicAddresses)
        {
            _bound.Add((address, address.Bind(kestrel, address.IsHttps ? HttpProtocols.Http1AndHttp2 : HttpProtocols.Http1, _ => { }), false, false));
        }

        foreach (var address in http2Addresses)
        {
            _bound.Add((address, address.Bind(kestrel, HttpProtocols.Http2, _ => { }), false, true));
        }

        foreach (var address in adminAddresses)
        {
            _bound.Add((address, address.Bind(kestrel, HttpProtocols.Http1, MarkAdmin), true, false));
        }
    }

    private bool IsEmpty => publicAddresses.Count + http2Addresses.Count == 0;

    private static void MarkAdmin(ListenOptions listen) => listen.Use(next => connection =>
    {
        connection.Features.Set(AdminMark.Instance);
        return next(connection);
    });

    private List<string> UrlsOf(bool isAdmin, bool isHttp2) =>
        [.. _bound.Where(b => b.IsAdmin == isAdmin && b.IsHttp2 == isHttp2).Select(b => b.Address.UrlOf(b.Bound))];

    private sealed class AdminMark
    {
        public static readonly AdminMark Instance = new();
    }
}
