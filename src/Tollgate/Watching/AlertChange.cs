namespace Tollgate.Watching;

/// <summary>A change of an alert that is to be stored.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Alert">The alert after it.</param>
public sealed record AlertChange(AlertChangeKind Kind, Alert Alert)
{
    /// <summary>Whether people are told.</summary>
    public bool IsAnnounced => Kind is AlertChangeKind.Fired or AlertChangeKind.Raised or AlertChangeKind.Resolved;
}
