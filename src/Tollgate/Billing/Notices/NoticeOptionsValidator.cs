using Microsoft.Extensions.Options;

namespace Tollgate.Billing.Notices;

/// <summary>Checks <see cref="NoticeOptions"/> at start and reports everything that is wrong at once.</summary>
public sealed class NoticeOptionsValidator : IValidateOptions<NoticeOptions>
{
    private const string Section = "Tollgate:Billing:Notices:";

    /// <inheritdoc />
    public ValidateOptionsResult Validate(string? name, NoticeOptions options)
    {
        var errors = new List<string>();
        Check(errors, nameof(options.TrialEndingWithin), options.TrialEndingWithin, TimeSpan.FromHours(1), TimeSpan.FromDays(30));
        Check(errors, nameof(options.CardExpiringWithin), options.CardExpiringWithin, TimeSpan.FromDays(1), TimeSpan.FromDays(60));
        if (options.ProductName is { } product && (product.Length > 100 || string.IsNullOrWhiteSpace(product) || product.Any(char.IsControl)))
        {
            errors.Add($"{Section}{nameof(options.ProductName)} is blank, longer than 100 characters or has a control character; use a short name, e.g. Weather API.");
        }

        if (options.TemplateFolder is { } folder && !Directory.Exists(folder))
        {
            errors.Add($"{Section}{nameof(options.TemplateFolder)} is '{folder}', which is no folder; create it, or remove the setting to use the built-in templates.");
        }

        return errors.Count > 0 ? ValidateOptionsResult.Fail(errors) : ValidateOptionsResult.Success;
    }

    private static void Check(List<string> errors, string setting, TimeSpan value, TimeSpan least, TimeSpan most)
    {
        if (value < least || value > most)
        {
            errors.Add($"{Section}{setting} is {value}; use {least} to {most}.");
        }
    }
}
