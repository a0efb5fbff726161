namespace Tollgate.Watching;

/// <summary>Whether what an alert is about still holds.</summary>
public enum AlertState
{
    /// <summary>It holds.</summary>
    Firing,

    /// <summary>It is over.</summary>
    Resolved,
}
