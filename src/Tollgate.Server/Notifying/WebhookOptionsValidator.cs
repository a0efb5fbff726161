using Microsoft.Extensions.Options;

namespace Tollgate.Server.Notifying;

/// <summary>Checks <see cref="WebhookOptions"/> at start and reports everything that is wrong at once; never repeats a secret.</summary>
internal sealed class WebhookOptionsValidator : IValidateOptions<WebhookOptions>
{
    private const string Section = "Tollgate:Webhooks:Endpoints:";

    public ValidateOptionsResult Validate(string? name, WebhookOptions options)
    {
        var errors = new List<string>();
        for (var i = 0; i < options.Endpoints.Count; i++)
        {
            Check(errors, $"{Section}{i}", options.Endpoints[i], options);
        }

        foreach (var twice in options.Endpoints.GroupBy(e => e.Name, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1))
        {
            errors.Add($"{Section[..^1]} has the name '{twice.Key}' twice; give each endpoint its own.");
        }

        return errors.Count > 0 ? ValidateOptionsResult.Fail(errors) : ValidateOptionsResult.Success;
    }

    private static void Check(List<string> errors, string path, WebhookEndpoint endpoint, WebhookOptions options)
    {
        if (endpoint.Name is not { Length: >= 1 and <= 64 } || !endpoint.Name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
        {
            errors.Add($"{path}:Name is '{endpoint.Name}'; use 1 to 64 letters, digits, hyphens and underscores.");
        }

        if (!Uri.TryCreate(endpoint.Url, UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http") || url.UserInfo.Length > 0)
        {
            errors.Add($"{path}:Url is not an https URL without a user name; use e.g. https://hooks.example.com/tollgate.");
        }
        else if (url.Scheme == "http" && !options.AllowHttp)
        {
            errors.Add($"{path}:Url begins with http; use https, or set Tollgate:Webhooks:AllowHttp to true.");
        }

        if (endpoint.Secrets.Count == 0)
        {
            errors.Add($"{path}:Secrets is empty; give a secret (whsec_ and 24 to 64 bytes in Base64), e.g. from: echo whsec_$(openssl rand -base64 32)");
        }

        for (var i = 0; i < endpoint.Secrets.Count; i++)
        {
            if (!WebhookSecret.TryParse(endpoint.Secrets[i], out _))
            {
                errors.Add($"{path}:Secrets:{i} is not whsec_ and 24 to 64 bytes in Base64; make one with: echo whsec_$(openssl rand -base64 32)");
            }
        }
    }
}
