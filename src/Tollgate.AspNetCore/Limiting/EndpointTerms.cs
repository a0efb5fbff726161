using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;

namespace Tollgate.AspNetCore.Limiting;

/// <summary>What an endpoint's metadata says: the group and cost it names, or that it is left alone.</summary>
internal readonly record struct EndpointTerms(bool IsDisabled, TollgateAttribute? Attribute)
{
    /// <summary>The terms of the endpoint that routing chose; of several statements the most specific (last) holds.</summary>
    public static EndpointTerms Of(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata is { } metadata)
        {
            for (var i = metadata.Count - 1; i >= 0; i--)
            {
                switch (metadata[i])
                {
                    case TollgateAttribute attribute:
                        return new EndpointTerms(false, attribute);
                    case DisableTollgateAttribute or DisableRateLimitingAttribute:
                        return new EndpointTerms(true, null);
                }
            }
        }

        return default;
    }
}
