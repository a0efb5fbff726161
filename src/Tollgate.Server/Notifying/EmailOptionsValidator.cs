using Microsoft.Extensions.Options;
using MimeKit;

namespace Tollgate.Server.Notifying;

/// <summary>Checks <see cref="EmailOptions"/> at start and reports everything that is wrong at once.</summary>
internal sealed class EmailOptionsValidator : IValidateOptions<EmailOptions>
{
    private const string Section = "Tollgate:Email:";

    public ValidateOptionsResult Validate(string? name, EmailOptions options)
    {
        if (options.Host.Length == 0)
        {
            return ValidateOptionsResult.Success;
        }

        var errors = new List<string>();
        if (options.Port is < 1 or > 65_535)
        {
            errors.Add($"{Section}{nameof(options.Port)} is {options.Port}; use 1 to 65535.");
        }

        CheckAddresses(errors, options);
        if (options.UserName is null != (options.Password is null))
        {
            errors.Add($"{Section}{(options.UserName is null ? nameof(options.UserName) : nameof(options.Password))} is missing; give both or neither.");
        }

        if (options.Password is not null && options.Security == EmailSecurity.None)
        {
            errors.Add($"{Section}{nameof(options.Security)} is None, and a password would travel in the open; use StartTls or Tls.");
        }

        return errors.Count > 0 ? ValidateOptionsResult.Fail(errors) : ValidateOptionsResult.Success;
    }

    private static void CheckAddresses(List<string> errors, EmailOptions options)
    {
        if (!IsAddress(options.From))
        {
            errors.Add($"{Section}{nameof(options.From)} is '{options.From}', which is no address; use e.g. tollgate@example.com.");
        }

        if (options.To.Count == 0)
        {
            errors.Add($"{Section}{nameof(options.To)} is empty; name at least one recipient.");
        }

        foreach (var to in options.To.Where(to => !IsAddress(to)))
        {
            errors.Add($"{Section}{nameof(options.To)} has '{to}', which is no address; use e.g. ops@example.com.");
        }
    }

    /// <summary>With a domain: a bare local name parses, too, and no server takes it.</summary>
    private static bool IsAddress(string text) => MailboxAddress.TryParse(text, out var mailbox) && mailbox.Domain.Length > 0;
}
