namespace Tollgate.Maintaining;

/// <summary>The order of the tasks of a job: by step, then by name.</summary>
public enum MaintenanceStep
{
    /// <summary>Sums up what was recorded, before anything of it is removed.</summary>
    Summing,

    /// <summary>Tells other systems what was summed up, e.g. billing.</summary>
    Reporting,

    /// <summary>Removes what is past its retention.</summary>
    Cleaning,

    /// <summary>Looks at what is left and gives advice.</summary>
    Examining,
}
