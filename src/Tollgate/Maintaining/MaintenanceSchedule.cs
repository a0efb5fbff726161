namespace Tollgate.Maintaining;

/// <summary>How often a task is due; the tasks of one schedule are one job.</summary>
public enum MaintenanceSchedule
{
    /// <summary>Once an hour: summaries, and what is of use for minutes only.</summary>
    Hourly,

    /// <summary>Once a day: daily summaries, and what is past its retention.</summary>
    Daily,

    /// <summary>Once a week: leftovers, advice and the health report.</summary>
    Weekly,
}
