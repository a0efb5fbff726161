namespace Tollgate.Billing;

/// <summary>The inbox at a glance.</summary>
/// <param name="Pending">Events that are not done yet.</param>
/// <param name="Dead">Events that were given up.</param>
/// <param name="OldestPendingAge">How long the oldest pending one has waited; null when none waits.</param>
/// <param name="LastReceivedAt">When the last one arrived; null for none ever.</param>
/// <param name="LastType">What the last one was about.</param>
/// <param name="LastApiVersion">The API version of the last one that said so.</param>
/// <param name="Provisional">Subscriptions that were taken from an event because the provider could not be asked.</param>
/// <param name="UnknownStatuses">Subscriptions whose status this version does not know.</param>
public sealed record InboxFigures(
    long Pending, long Dead, TimeSpan? OldestPendingAge, DateTimeOffset? LastReceivedAt, string? LastType, string? LastApiVersion, long Provisional, long UnknownStatuses);
