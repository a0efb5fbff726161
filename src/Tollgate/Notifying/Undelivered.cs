namespace Tollgate.Notifying;

/// <summary>A notification that a channel has failed to deliver so far, or was given up.</summary>
/// <param name="Id">The row's id.</param>
/// <param name="Channel">The channel's name.</param>
/// <param name="Title">What was to be told.</param>
/// <param name="IsDead">Whether it is not tried any more.</param>
/// <param name="Attempts">Attempts so far.</param>
/// <param name="LastError">Why the last one failed.</param>
/// <param name="NextAt">When it is tried again; of no meaning when dead.</param>
public sealed record Undelivered(long Id, string Channel, string Title, bool IsDead, int Attempts, string LastError, DateTimeOffset NextAt);
