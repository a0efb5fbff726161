using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Tollgate.AspNetCore.Limiting;

namespace Tollgate.AspNetCore;

/// <summary>Checks <see cref="HttpOptions"/> at start, and that nothing else lets clients choose their own address.</summary>
internal sealed class HttpOptionsValidator(IConfiguration? configuration = null) : IValidateOptions<HttpOptions>
{
    /// <inheritdoc />
    public ValidateOptionsResult Validate(string? name, HttpOptions options)
    {
        var errors = new List<string>();
        if ((options.Dialects & ~HeaderDialects.All) != 0)
        {
            errors.Add($"Tollgate:Http:Dialects is {(int)options.Dialects}; use None, All, or some of Draft11, XRateLimit and PerWindow, separated by commas.");
        }

        if (!StatusSet.TryParse(options.NotCharged, out _, out var wrong))
        {
            errors.Add($"Tollgate:Http:NotCharged contains '{wrong}'; use status codes and classes separated by commas, e.g. 5xx, 404.");
        }

        if (options.PaymentLink is { } link && !Uri.TryCreate(link, UriKind.Absolute, out _))
        {
            errors.Add($"Tollgate:Http:PaymentLink is '{link}', which is no absolute URL; write e.g. https://example.com/billing.");
        }

        if (bool.TryParse(configuration?["ForwardedHeaders_Enabled"], out var isEnabled) && isEnabled)
        {
            errors.Add(
                "ASPNETCORE_FORWARDEDHEADERS_ENABLED is true, which believes the forwarded address of every client; "
                + "remove it and list your proxies in Tollgate:Identifying:TrustedProxies.");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
