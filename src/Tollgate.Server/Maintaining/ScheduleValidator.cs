using Microsoft.Extensions.Options;
using Tollgate.Maintaining;
using Tollgate.Server.Plans;

namespace Tollgate.Server.Maintaining;

/// <summary>Checks the schedules of the jobs at start.</summary>
internal sealed class ScheduleValidator : IValidateOptions<MaintainingOptions>
{
    /// <inheritdoc />
    public ValidateOptionsResult Validate(string? name, MaintainingOptions options)
    {
        var errors = Enum.GetValues<MaintenanceSchedule>()
            .Where(job => options.CronOf(job) is { } cron && !CronTimes.IsValid(cron))
            .Select(job => $"Tollgate:Maintaining:{job}Schedule is '{Shown.Of(options.CronOf(job)!)}'; use a Quartz cron expression "
                + "of seconds, minutes, hours, day of month, month and day of week, e.g. '0 5 * * * ?' for five past each hour, or leave it empty.")
            .ToList();
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
