namespace Tollgate.Administering;

/// <summary>How bad a finding is.</summary>
public enum Severity
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>Good to know; nothing to do.</summary>
    Note,

    /// <summary>Works, but something is lost or will be: see the finding's fix.</summary>
    Warning,

    /// <summary>Does not work, or does not keep the promise.</summary>
    Problem,
}
