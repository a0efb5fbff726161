using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Tollgate.Identifying;

namespace Tollgate.AspNetCore.Identifying;

/// <summary>Reads what a request says about who calls.</summary>
/// <remarks>
/// A request with two different keys, a header twice or a key longer than 128 characters presents <see cref="Unusable"/>: it is refused
/// like any bad key and never falls back to the address.
/// </remarks>
internal sealed class RequestCredentials(IOptions<IdentifyingOptions> options, ForwardedAddress forwarded)
{
    /// <summary>A key's text that no key can have.</summary>
    public const string Unusable = "?";

    private const int MaxLength = 128;
    private const string Scheme = "Bearer";
    private const string OurPrefix = "tg_";
    private readonly IdentifyingOptions _options = options.Value;

    /// <summary>The credentials of a request; takes a key out of the query string, where one is allowed, so that nothing later logs it.</summary>
    public Credentials Read(HttpContext context)
    {
        var headers = context.Request.Headers;
        var peer = context.Connection.RemoteIpAddress;
        var isAuthenticated = context.User.Identity?.IsAuthenticated == true;
        var key = Same(Bearer(headers.Authorization, isAuthenticated), Single(headers[_options.ApiKeyHeader]));
        if (_options.ApiKeyQueryParameter is { } parameter)
        {
            key = Same(key, QueryKey.Take(context, parameter));
        }

        return new Credentials
        {
            ApiKey = key is null || key.Length <= MaxLength ? key : Unusable,
            UserName = isAuthenticated ? UserName(context.User) : null,
            Address = forwarded.IsTrusted(peer) ? forwarded.Find(peer, headers[_options.ForwardedHeader].ToString()) : peer,
        };
    }

    private static string? Bearer(in StringValues header, bool isAuthenticated)
    {
        var value = Single(header);
        if (value is null || ReferenceEquals(value, Unusable))
        {
            return value;
        }

        var text = value.AsSpan();
        if (!text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) || (text.Length > Scheme.Length && text[Scheme.Length] != ' '))
        {
            return null; // another scheme is another's business
        }

        var token = text[Scheme.Length..].Trim(' ');
        var isOthers = isAuthenticated && !token.StartsWith(OurPrefix, StringComparison.Ordinal);
        return isOthers ? null : token.Length is 0 or > MaxLength ? Unusable : token.ToString();
    }

    private static string? Single(in StringValues header) => header.Count switch
    {
        0 => null,
        1 => header[0] is { Length: > 0 } value ? value : Unusable,
        _ => Unusable,
    };

    private static string? Same(string? first, string? second) =>
        first is null || first == second ? second : second is null ? first : Unusable;

    // JWT handlers of ASP.NET Core rename "sub" to the name identifier unless told otherwise.
    private string? UserName(ClaimsPrincipal user) =>
        user.FindFirst(_options.UserClaim)?.Value
        ?? (_options.UserClaim == "sub" ? user.FindFirst(ClaimTypes.NameIdentifier)?.Value : null)
        ?? user.Identity?.Name;
}
