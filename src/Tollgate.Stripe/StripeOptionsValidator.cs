using Microsoft.Extensions.Options;

namespace Tollgate.Stripe;

/// <summary>Checks <see cref="StripeOptions"/> at start and reports everything that is wrong at once; it never shows a secret.</summary>
public sealed class StripeOptionsValidator : IValidateOptions<StripeOptions>
{
    private const string Section = "Tollgate:Stripe:";

    /// <inheritdoc />
    public ValidateOptionsResult Validate(string? name, StripeOptions options)
    {
        var errors = new List<string>();
        CheckKey(options, errors);
        CheckSecrets(nameof(options.WebhookSecrets), options.WebhookSecrets, errors);
        CheckSecrets(nameof(options.ThinWebhookSecrets), options.ThinWebhookSecrets, errors);
        CheckAddress(nameof(options.ApiBase), options.ApiBase, isNeeded: true, errors);
        CheckAddress(nameof(options.MeterEventsBase), options.MeterEventsBase, isNeeded: true, errors);
        CheckAddress(nameof(options.PublicUrl), options.PublicUrl, isNeeded: false, errors);
        CheckAddress(nameof(options.AfterCheckoutUrl), options.AfterCheckoutUrl, isNeeded: false, errors);
        CheckSpan(nameof(options.Timeout), options.Timeout, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(80), errors);
        CheckSpan(nameof(options.Tolerance), options.Tolerance, TimeSpan.FromSeconds(30), TimeSpan.FromHours(1), errors);
        CheckNumber(nameof(options.Retries), options.Retries, 0, 5, errors);
        CheckNumber(nameof(options.ReadsPerHour), options.ReadsPerHour, 10, 1_000_000, errors);
        CheckNumber(nameof(options.MaxBodyBytes), options.MaxBodyBytes, 64 * 1024, 16 * 1024 * 1024, errors);
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static void CheckKey(StripeOptions options, List<string> errors)
    {
        if (options.ApiKey.Length == 0)
        {
            if (options.WebhookSecrets.Count + options.ThinWebhookSecrets.Count > 0)
            {
                errors.Add($"{Section}{nameof(options.ApiKey)} is empty although webhook secrets are set; events could never be looked up. Set the key of the same account and mode.");
            }

            return;
        }

        if (StripeKey.IsLive(options.ApiKey) is null)
        {
            errors.Add($"{Section}{nameof(options.ApiKey)} begins neither with sk_test_, rk_test_, sk_live_ nor rk_live_; use a secret or restricted key (publishable ones can't ask for anything).");
        }
    }

    private static void CheckSecrets(string setting, IList<string> secrets, List<string> errors)
    {
        for (var i = 0; i < secrets.Count; i++)
        {
            if (string.IsNullOrWhiteSpace(secrets[i]) || secrets[i].Length < 8)
            {
                errors.Add($"{Section}{setting}:{i} is empty or too short; use the endpoint's signing secret (whsec_…), or remove it.");
            }
        }
    }

    private static void CheckAddress(string setting, string text, bool isNeeded, List<string> errors)
    {
        if ((text.Length > 0 || isNeeded) && !(Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "https" or "http"))
        {
            errors.Add($"{Section}{setting} is '{text}'; use an absolute address, e.g. https://api.example.com.");
        }
    }

    private static void CheckSpan(string setting, TimeSpan value, TimeSpan least, TimeSpan most, List<string> errors)
    {
        if (value < least || value > most)
        {
            errors.Add($"{Section}{setting} is {value}; use {least} to {most}.");
        }
    }

    private static void CheckNumber(string setting, int value, int least, int most, List<string> errors)
    {
        if (value < least || value > most)
        {
            errors.Add($"{Section}{setting} is {value}; use {least} to {most}.");
        }
    }
}
