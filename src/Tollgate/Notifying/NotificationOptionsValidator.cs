using Microsoft.Extensions.Options;

namespace Tollgate.Notifying;

/// <summary>Checks <see cref="NotificationOptions"/> at start and reports everything that is wrong at once.</summary>
public sealed class NotificationOptionsValidator : IValidateOptions<NotificationOptions>
{
    private const string Section = "Tollgate:Notifications:";
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <inheritdoc />
    public ValidateOptionsResult Validate(string? name, NotificationOptions options)
    {
        var errors = new List<string>();
        if (options.MaxAttempts is < 1 or > 100)
        {
            errors.Add($"{Section}{nameof(options.MaxAttempts)} is {options.MaxAttempts}; use 1 to 100.");
        }

        Check(errors, nameof(options.FirstPause), options.FirstPause, TimeSpan.FromHours(1));
        Check(errors, nameof(options.LongestPause), options.LongestPause, TimeSpan.FromDays(1));
        Check(errors, nameof(options.Timeout), options.Timeout, TimeSpan.FromMinutes(1));
        Check(errors, nameof(options.Interval), options.Interval, TimeSpan.FromMinutes(10));
        if (options.LongestPause < options.FirstPause)
        {
            errors.Add($"{Section}{nameof(options.LongestPause)} is {options.LongestPause}, less than {nameof(options.FirstPause)} ({options.FirstPause}); use at least that.");
        }

        return errors.Count > 0 ? ValidateOptionsResult.Fail(errors) : ValidateOptionsResult.Success;
    }

    private static void Check(List<string> errors, string setting, TimeSpan value, TimeSpan most)
    {
        if (value < Second || value > most)
        {
            errors.Add($"{Section}{setting} is {value}; use {Second} to {most}.");
        }
    }
}
