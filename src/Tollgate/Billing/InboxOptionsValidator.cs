using Microsoft.Extensions.Options;

namespace Tollgate.Billing;

/// <summary>Checks <see cref="InboxOptions"/> at start and reports everything that is wrong at once.</summary>
public sealed class InboxOptionsValidator : IValidateOptions<InboxOptions>
{
    private const string Section = "Tollgate:Inbox:";
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <inheritdoc />
    public ValidateOptionsResult Validate(string? name, InboxOptions options)
    {
        var errors = new List<string>();
        Check(errors, nameof(options.Interval), options.Interval, TimeSpan.FromMilliseconds(100), Minute);
        Check(errors, nameof(options.Claim), options.Claim, 10 * Second, 10 * Minute);
        Check(errors, nameof(options.FirstPause), options.FirstPause, Second, TimeSpan.FromHours(1));
        Check(errors, nameof(options.LongestPause), options.LongestPause, Second, Day);
        Check(errors, nameof(options.UndeliveredInterval), options.UndeliveredInterval, Minute, Day);
        Check(errors, nameof(options.MaxAttempts), options.MaxAttempts);
        Check(errors, nameof(options.ProvisionalAfter), options.ProvisionalAfter);
        if (options.LongestPause < options.FirstPause)
        {
            errors.Add($"{Section}{nameof(options.LongestPause)} is {options.LongestPause}, less than {nameof(options.FirstPause)} ({options.FirstPause}); use at least that.");
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

    private static void Check(List<string> errors, string setting, int value)
    {
        if (value is < 1 or > 100)
        {
            errors.Add($"{Section}{setting} is {value}; use 1 to 100.");
        }
    }
}
