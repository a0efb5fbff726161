namespace Tollgate.Notifying;

/// <summary>A notification that this node has claimed for one channel.</summary>
/// <param name="Id">The row's id.</param>
/// <param name="Channel">The channel's name.</param>
/// <param name="Attempt">Which attempt this is, from 1; with the node it tells this claim from later ones.</param>
/// <param name="Notification">What to tell.</param>
public sealed record OutboxEntry(long Id, string Channel, int Attempt, Notification Notification);
