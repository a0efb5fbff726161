using Microsoft.Extensions.Options;

namespace Tollgate.Billing.Metering;

/// <summary>Checks <see cref="MeteringOptions"/> at start and reports everything that is wrong at once.</summary>
public sealed class MeteringOptionsValidator : IValidateOptions<MeteringOptions>
{
    private const string Section = "Tollgate:Billing:Metering:";
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <inheritdoc />
    public ValidateOptionsResult Validate(string? name, MeteringOptions options)
    {
        var errors = new List<string>();
        Check(errors, nameof(options.Interval), options.Interval, 10 * Second, TimeSpan.FromHours(1));
        Check(errors, nameof(options.Lateness), options.Lateness, TimeSpan.Zero, TimeSpan.FromDays(1));
        Check(errors, nameof(options.Grace), options.Grace, TimeSpan.Zero, TimeSpan.FromDays(3));
        Check(errors, nameof(options.Timeout), options.Timeout, Second, TimeSpan.FromMinutes(2));
        Check(errors, nameof(options.FirstPause), options.FirstPause, Second, TimeSpan.FromHours(1));
        Check(errors, nameof(options.BacklogAge), options.BacklogAge, TimeSpan.FromMinutes(1), TimeSpan.FromDays(30));
        Check(errors, nameof(options.EventsPerSecond), options.EventsPerSecond, 1_000);
        Check(errors, nameof(options.Concurrency), options.Concurrency, 64);
        return errors.Count > 0 ? ValidateOptionsResult.Fail(errors) : ValidateOptionsResult.Success;
    }

    private static void Check(List<string> errors, string setting, TimeSpan value, TimeSpan least, TimeSpan most)
    {
        if (value < least || value > most)
        {
            errors.Add($"{Section}{setting} is {value:c}; use {least:c} to {most:c}.");
        }
    }

    private static void Check(List<string> errors, string setting, int value, int most)
    {
        if (value < 1 || value > most)
        {
            errors.Add($"{Section}{setting} is {value}; use 1 to {most}.");
        }
    }
}
