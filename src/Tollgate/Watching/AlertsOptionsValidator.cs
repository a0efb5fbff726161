using Microsoft.Extensions.Options;

namespace Tollgate.Watching;

/// <summary>Checks <see cref="AlertsOptions"/> at start and reports everything that is wrong at once.</summary>
public sealed class AlertsOptionsValidator : IValidateOptions<AlertsOptions>
{
    private const string Section = "Tollgate:Alerts:";
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <inheritdoc />
    public ValidateOptionsResult Validate(string? name, AlertsOptions options)
    {
        var errors = new List<string>();
        CheckTimes(errors, options);
        CheckNumbers(errors, options);
        foreach (var level in options.QuotaLevels.Where(l => l is < 1 or > 100))
        {
            errors.Add($"{Section}{nameof(options.QuotaLevels)} has {level}; use percents from 1 to 100.");
        }

        return errors.Count > 0 ? ValidateOptionsResult.Fail(errors) : ValidateOptionsResult.Success;
    }

    private static void CheckTimes(List<string> errors, AlertsOptions options)
    {
        Check(errors, nameof(options.Interval), options.Interval, Second, Hour);
        Check(errors, nameof(options.ResolveAfter), options.ResolveAfter, TimeSpan.Zero, Day);
        Check(errors, nameof(options.RefusalWindow), options.RefusalWindow, TimeSpan.FromMinutes(1), Hour);
        Check(errors, nameof(options.ExpiringWithin), options.ExpiringWithin, TimeSpan.Zero, TimeSpan.FromDays(365));
        Check(errors, nameof(options.TrialEndingWithin), options.TrialEndingWithin, TimeSpan.Zero, TimeSpan.FromDays(365));
        Check(errors, nameof(options.JournalAge), options.JournalAge, Second, Day);
        Check(errors, nameof(options.ClockSkew), options.ClockSkew, TimeSpan.FromMilliseconds(10), Hour);
        Check(errors, nameof(options.WebhookAge), options.WebhookAge, TimeSpan.FromSeconds(10), Day);
        Check(errors, nameof(options.ReplicationLag), options.ReplicationLag, TimeSpan.FromMilliseconds(100), Day);
    }

    private static void CheckNumbers(List<string> errors, AlertsOptions options)
    {
        Check(errors, nameof(options.MaxPerRule), options.MaxPerRule, 1, 100_000);
        Check(errors, nameof(options.CreditPercent), options.CreditPercent, 0, 100);
        Check(errors, nameof(options.CreditUnits), options.CreditUnits, 0, 1_000_000_000_000);
        Check(errors, nameof(options.Refusals), options.Refusals, 1, 1_000_000_000);
        Check(errors, nameof(options.GrowthFactor), options.GrowthFactor, 1.1, 1_000);
        Check(errors, nameof(options.GrowthMinimum), options.GrowthMinimum, 1, 1_000_000_000);
        Check(errors, nameof(options.JournalBytes), options.JournalBytes, 1L << 10, 1L << 40);
        Check(errors, nameof(options.LedgerRows), options.LedgerRows, 1_000, 1_000_000_000_000);
        Check(errors, nameof(options.DriftUnits), options.DriftUnits, 0, 1_000_000_000);
        Check(errors, nameof(options.DriftPercent), options.DriftPercent, 0, 100);
        Check(errors, nameof(options.PaymentFailures), options.PaymentFailures, 1, 1_000_000_000);
        Check(errors, nameof(options.PaymentFailurePercent), options.PaymentFailurePercent, 0, 100);
        Check(errors, nameof(options.PaymentEpisodes), options.PaymentEpisodes, 2, 1_000);
        Check(errors, nameof(options.WebhookEvents), options.WebhookEvents, 1, 1_000_000_000);
        Check(errors, nameof(options.TableBytes), options.TableBytes, 1L << 20, 1L << 50);
    }

    private static void Check<T>(List<string> errors, string setting, T value, T least, T most)
        where T : IComparable<T>
    {
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
        {
            errors.Add(FormattableString.Invariant($"{Section}{setting} is {value}; use {least} to {most}."));
        }
    }
}
