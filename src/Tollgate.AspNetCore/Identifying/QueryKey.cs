using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Tollgate.AspNetCore.Identifying;

/// <summary>Takes an API key out of the query string, so that the request goes on without it.</summary>
internal static class QueryKey
{
    /// <summary>The parameter's value, unusable when it stands there twice; null when it is missing. The query string is rewritten without it.</summary>
    public static string? Take(HttpContext context, string parameter)
    {
        var query = context.Request.QueryString.Value;
        if (string.IsNullOrEmpty(query))
        {
            return null;
        }

        string? key = null;
        var rest = new StringBuilder();
        foreach (var range in query.AsSpan(1).Split('&'))
        {
            var pair = query.AsSpan(1)[range];
            var equals = pair.IndexOf('=');
            if (Decode(equals < 0 ? pair : pair[..equals]).Equals(parameter, StringComparison.OrdinalIgnoreCase))
            {
                key = key is null && equals >= 0 ? Decode(pair[(equals + 1)..]) : RequestCredentials.Unusable;
            }
            else
            {
                rest.Append(rest.Length == 0 ? '?' : '&').Append(pair);
            }
        }

        if (key is not null)
        {
            Rewrite(context, new QueryString(rest.ToString()));
        }

        return key;
    }

    private static string Decode(ReadOnlySpan<char> text) => Uri.UnescapeDataString(text.ToString().Replace('+', ' '));

    private static void Rewrite(HttpContext context, QueryString query)
    {
        context.Request.QueryString = query;
        if (context.Features.Get<IHttpRequestFeature>() is { } request)
        {
            var question = request.RawTarget.IndexOf('?', StringComparison.Ordinal);
            request.RawTarget = (question < 0 ? request.RawTarget : request.RawTarget[..question]) + query.Value;
        }
    }
}
