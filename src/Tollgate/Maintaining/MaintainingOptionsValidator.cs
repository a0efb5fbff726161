using Microsoft.Extensions.Options;

namespace Tollgate.Maintaining;

/// <summary>Checks <see cref="MaintainingOptions"/> at start and reports everything that is wrong at once. Who runs the jobs checks the schedules.</summary>
public sealed class MaintainingOptionsValidator : IValidateOptions<MaintainingOptions>
{
    private const string Section = "Tollgate:Maintaining:";
    private static readonly TimeSpan OneDay = TimeSpan.FromDays(1);
    private static readonly TimeSpan OneYear = TimeSpan.FromDays(365);
    private static readonly TimeSpan TenYears = TimeSpan.FromDays(3_650);

    /// <inheritdoc />
    public ValidateOptionsResult Validate(string? name, MaintainingOptions options)
    {
        var errors = new List<string>();
        Check(nameof(options.UsageEvents), options.UsageEvents, 2 * OneDay, TenYears, errors);
        Check(nameof(options.HourlySummaries), options.HourlySummaries, 7 * OneDay, TenYears, errors);
        Check(nameof(options.DailySummaries), options.DailySummaries, 62 * OneDay, 10 * TenYears, errors);
        Check(nameof(options.MonthlySummaries), options.MonthlySummaries, 62 * OneDay, 10 * TenYears, errors);
        Check(nameof(options.AnonymousLedgerRows), options.AnonymousLedgerRows, TimeSpan.FromMinutes(10), OneYear, errors);
        Check(nameof(options.LedgerRows), options.LedgerRows, OneDay, OneYear, errors);
        Check(nameof(options.DailyCounts), options.DailyCounts, OneDay, OneYear, errors);
        Check(nameof(options.DeadNodes), options.DeadNodes, TimeSpan.FromMinutes(1), OneYear, errors);
        Check(nameof(options.JobHistory), options.JobHistory, 8 * OneDay, TenYears, errors);
        Check(nameof(options.ResolvedAlerts), options.ResolvedAlerts, OneDay, TenYears, errors);
        Check(nameof(options.WebhookBodies), options.WebhookBodies, OneDay, OneYear, errors);
        Check(nameof(options.WebhookEvents), options.WebhookEvents, 30 * OneDay, TenYears, errors);
        if (options.UsageEvents.Ticks % OneDay.Ticks != 0)
        {
            errors.Add($"{Section}{nameof(options.UsageEvents)} is {options.UsageEvents:c}; use whole days, e.g. 35.00:00:00.");
        }

        if (options.HourlySummaries >= 7 * OneDay && options.HourlySummaries < options.UsageEvents + (2 * OneDay))
        {
            errors.Add(
                $"{Section}{nameof(options.HourlySummaries)} is {options.HourlySummaries:c}; use {options.UsageEvents + (2 * OneDay):c} or more, 2 days longer than "
                + $"{nameof(options.UsageEvents)}, because events that come late change the sums of their hour and day.");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static void Check(string setting, TimeSpan value, TimeSpan least, TimeSpan most, List<string> errors)
    {
        if (value < least || value > most)
        {
            errors.Add($"{Section}{setting} is {value:c}; use {least:c} to {most:c}.");
        }
    }
}
