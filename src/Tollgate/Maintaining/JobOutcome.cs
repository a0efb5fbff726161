namespace Tollgate.Maintaining;

/// <summary>How a run of a job ended.</summary>
public enum JobOutcome
{
    /// <summary>It has not ended.</summary>
    Running,

    /// <summary>All tasks did their work.</summary>
    Succeeded,

    /// <summary>At least one task failed; the others ran all the same.</summary>
    Failed,

    /// <summary>Its node stopped or died meanwhile; another run picks it up.</summary>
    Died,

    /// <summary>Another run of the job was under way for so long that this one was left out.</summary>
    Skipped,
}
