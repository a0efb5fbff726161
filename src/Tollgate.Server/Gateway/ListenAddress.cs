using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Tollgate.Server.Gateway;

/// <summary>An address to listen on, read from a URL such as http://127.0.0.1:8080 or https://*:443.</summary>
/// <param name="Address">The local address; null for every address of the machine.</param>
/// <param name="Port">The port; 0 takes a free one.</param>
/// <param name="IsHttps">Whether connections use TLS, with Kestrel's default certificate.</param>
internal sealed record ListenAddress(IPAddress? Address, int Port, bool IsHttps)
{
    /// <summary>Whether only this machine can reach it.</summary>
    public bool IsLoopback => Address is not null && IPAddress.IsLoopback(Address);

    /// <summary>Reads URLs separated by ';'; what is wrong is added to the errors.</summary>
    public static IReadOnlyList<ListenAddress> ParseAll(string setting, string urls, ICollection<string> errors)
    {
        var addresses = new List<ListenAddress>();
        foreach (var url in urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (Parse(url) is { } address)
            {
                addresses.Add(address);
            }
            else
            {
                errors.Add($"{setting} has '{url}', which is not an address to listen on; use http://ADDRESS:PORT, e.g. http://127.0.0.1:8080, http://[::1]:8080 or http://*:8080");
            }
        }

        return addresses;
    }

    /// <summary>Listens on the address.</summary>
    public ListenOptions Bind(KestrelServerOptions kestrel, HttpProtocols protocols, Action<ListenOptions> configure)
    {
        ListenOptions? bound = null;
        void Configure(ListenOptions listen)
        {
            bound = listen;
            listen.Protocols = protocols;
            configure(listen);
            if (IsHttps)
            {
                listen.UseHttps();
            }
        }

        if (Address is null)
        {
            kestrel.ListenAnyIP(Port, Configure);
        }
        else
        {
            kestrel.Listen(Address, Port, Configure);
        }

        return bound!;
    }

    /// <summary>The URL of an address that was bound.</summary>
    public string UrlOf(ListenOptions bound)
    {
        var port = bound.IPEndPoint?.Port ?? Port;
        var host = Address switch
        {
            null => "127.0.0.1",
            { AddressFamily: System.Net.Sockets.AddressFamily.InterNetworkV6 } six => $"[{six}]",
            _ => Address.ToString(),
        };
        return $"{(IsHttps ? "https" : "http")}://{host}:{port}";
    }

    private static ListenAddress? Parse(string url)
    {
        BindingAddress binding;
        try
        {
            binding = BindingAddress.Parse(url);
        }
        catch (FormatException)
        {
            return null;
        }

        var isHttps = string.Equals(binding.Scheme, "https", StringComparison.OrdinalIgnoreCase);
        if ((!isHttps && !string.Equals(binding.Scheme, "http", StringComparison.OrdinalIgnoreCase))
            || binding.IsUnixPipe || binding.IsNamedPipe || binding.PathBase.Length > 0 || binding.Port is < 0 or > 65535)
        {
            return null;
        }

        return binding.Host switch
        {
            "*" or "+" => new ListenAddress(null, binding.Port, isHttps),
            "localhost" => new ListenAddress(IPAddress.Loopback, binding.Port, isHttps),
            var host when IPAddress.TryParse(host, out var address) => new ListenAddress(address, binding.Port, isHttps),
            _ => null,
        };
    }
}
