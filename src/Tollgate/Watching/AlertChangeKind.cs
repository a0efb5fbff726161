namespace Tollgate.Watching;

/// <summary>What happened to an alert.</summary>
public enum AlertChangeKind
{
    /// <summary>It is new. People are told.</summary>
    Fired,

    /// <summary>It rose above every level so far. People are told.</summary>
    Raised,

    /// <summary>It was not found this time; it may come back.</summary>
    Missed,

    /// <summary>It was found again before it counted as over.</summary>
    FoundAgain,

    /// <summary>It is over. People are told.</summary>
    Resolved,
}
