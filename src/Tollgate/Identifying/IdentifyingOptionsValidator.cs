using System.Buffers;
using Microsoft.Extensions.Options;

namespace Tollgate.Identifying;

/// <summary>Checks <see cref="IdentifyingOptions"/> at start and reports everything that is wrong at once.</summary>
public sealed class IdentifyingOptionsValidator : IValidateOptions<IdentifyingOptions>
{
    private const string Section = "Tollgate:Identifying:";

    private static readonly SearchValues<char> HeaderNameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <inheritdoc />
    public ValidateOptionsResult Validate(string? name, IdentifyingOptions options)
    {
        var errors = new List<string>();
        CheckHeader(nameof(options.ApiKeyHeader), options.ApiKeyHeader, errors);
        CheckHeader(nameof(options.ForwardedHeader), options.ForwardedHeader, errors);
        CheckRange(nameof(options.IPv4PrefixLength), options.IPv4PrefixLength, 8, 32, errors);
        CheckRange(nameof(options.IPv6PrefixLength), options.IPv6PrefixLength, 32, 128, errors);
        CheckNetworks(nameof(options.TrustedProxies), options.TrustedProxies, isTrust: true, errors);
        CheckNetworks(nameof(options.Allow), options.Allow, isTrust: false, errors);
        CheckNetworks(nameof(options.Deny), options.Deny, isTrust: false, errors);
        if (options.ApiKeyQueryParameter is { } parameter && string.IsNullOrWhiteSpace(parameter))
        {
            errors.Add($"{Section}{nameof(options.ApiKeyQueryParameter)} is blank; name the parameter, or leave the setting out to read no key from the query.");
        }

        if (string.IsNullOrWhiteSpace(options.UserClaim))
        {
            errors.Add($"{Section}{nameof(options.UserClaim)} is blank; name the claim that holds the user, e.g. sub.");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static void CheckHeader(string setting, string value, List<string> errors)
    {
        if (string.IsNullOrEmpty(value) || value.AsSpan().ContainsAnyExcept(HeaderNameCharacters))
        {
            errors.Add($"{Section}{setting} is '{value}', which is no header name; use letters, digits and hyphens.");
        }
    }

    private static void CheckRange(string setting, int value, int least, int most, List<string> errors)
    {
        if (value < least || value > most)
        {
            errors.Add($"{Section}{setting} is {value}; use {least} to {most}.");
        }
    }

    private static void CheckNetworks(string setting, IList<string> networks, bool isTrust, List<string> errors)
    {
        for (var i = 0; i < networks.Count; i++)
        {
            if (!AddressRange.TryParse(networks[i], out var range, out var problem))
            {
                errors.Add($"{Section}{setting}:{i} is '{networks[i]}', which {problem}.");
            }
            else if (isTrust && range.IsEverything)
            {
                errors.Add($"{Section}{setting}:{i} is '{networks[i]}', which would let every client choose its own address; list your proxies' networks.");
            }
        }
    }
}
