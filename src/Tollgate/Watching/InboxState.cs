namespace Tollgate.Watching;

/// <summary>The inbox of events of the payment provider.</summary>
/// <param name="Pending">Events that wait.</param>
/// <param name="OldestAt">When the oldest of them arrived; null when none waits.</param>
/// <param name="Dead">Events that were given up and not replayed.</param>
public readonly record struct InboxState(long Pending, DateTimeOffset? OldestAt, long Dead);
