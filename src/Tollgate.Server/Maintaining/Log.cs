using Tollgate.Maintaining;

namespace Tollgate.Server.Maintaining;

/// <summary>What running jobs by themselves logs; event ids 6600 to 6699.</summary>
internal static partial class Log
{
    [LoggerMessage(6600, LogLevel.Error, "The {Job} job of {ScheduledAt:u} could not be run; it is tried again.")]
    public static partial void FiringFailed(ILogger logger, MaintenanceSchedule job, DateTimeOffset scheduledAt, Exception exception);

    [LoggerMessage(6601, LogLevel.Warning, "The maintenance jobs could not be scheduled; it is tried again in {Delay}. Until then none runs by itself on this node.")]
    public static partial void NotScheduled(ILogger logger, TimeSpan delay, Exception exception);

    [LoggerMessage(6602, LogLevel.Warning, "The {Job} job of {ScheduledAt:u} was missed and runs now.")]
    public static partial void CatchingUp(ILogger logger, MaintenanceSchedule job, DateTimeOffset scheduledAt);

    [LoggerMessage(6603, LogLevel.Warning, "The {Job} job could not be looked after; it is tried again.")]
    public static partial void NotLookedAfter(ILogger logger, MaintenanceSchedule job, Exception exception);
}
