using Microsoft.Extensions.Logging;

namespace Tollgate.Maintaining;

/// <summary>Every message of this stage; event ids 6500 to 6599.</summary>
internal static partial class Log
{
    [LoggerMessage(6500, LogLevel.Error, "The task '{Task}' of the {Job} job failed; the other tasks go on, and the next run tries it again.")]
    public static partial void TaskFailed(ILogger logger, MaintenanceSchedule job, string task, Exception exception);

    [LoggerMessage(6501, LogLevel.Warning, "{Runs} runs of the {Job} job died with their nodes and are picked up.")]
    public static partial void RunsDied(ILogger logger, MaintenanceSchedule job, int runs);

    [LoggerMessage(6502, LogLevel.Error, "The {Job} job of {ScheduledAt:u} took its node down {Deaths} times and is not tried again. Look into `tollgate maintenance history`.")]
    public static partial void GivenUp(ILogger logger, MaintenanceSchedule job, DateTimeOffset scheduledAt, int deaths);

    [LoggerMessage(6503, LogLevel.Warning, "The {Job} job of {ScheduledAt:u} was left out: another run of it has been under way for {Waited}.")]
    public static partial void Skipped(ILogger logger, MaintenanceSchedule job, DateTimeOffset scheduledAt, TimeSpan waited);

    [LoggerMessage(6504, LogLevel.Information, "The {Job} job ended after {Elapsed}: {Outcome}, {Rows} rows, {Partitions} partitions.")]
    public static partial void Ended(ILogger logger, MaintenanceSchedule job, TimeSpan elapsed, JobOutcome outcome, long rows, int partitions);

    [LoggerMessage(6505, LogLevel.Warning, "How the {Job} job ended could not be stored; another node may run it again, which does no harm.")]
    public static partial void NotStored(ILogger logger, MaintenanceSchedule job, Exception exception);

    [LoggerMessage(6507, LogLevel.Error, "The {Job} job that was started by hand took its node down {Deaths} times and is not tried again. Look into `tollgate maintenance history`.")]
    public static partial void GivenUpByHand(ILogger logger, MaintenanceSchedule job, int deaths);

    [LoggerMessage(6506, LogLevel.Warning, "Jobs, alerts and notifications could not be measured; their metrics stay as they were, and it is tried again.")]
    public static partial void NotMeasured(ILogger logger, Exception exception);
}
