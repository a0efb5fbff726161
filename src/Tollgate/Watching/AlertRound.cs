namespace Tollgate.Watching;

/// <summary>What a rule gets to know when it is asked.</summary>
/// <param name="Now">The database's time.</param>
/// <param name="PreviousAt">When all rules were last asked; null when never.</param>
/// <param name="Node">The node that asks.</param>
/// <param name="Firing">The rule's alerts that fire now.</param>
public sealed record AlertRound(DateTimeOffset Now, DateTimeOffset? PreviousAt, string Node, IReadOnlyList<Alert> Firing);
