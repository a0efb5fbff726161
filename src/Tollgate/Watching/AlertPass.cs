namespace Tollgate.Watching;

/// <summary>The right to ask all rules, which one node has at a time.</summary>
/// <param name="Now">The database's time.</param>
/// <param name="PreviousAt">When the last pass that ended had begun; null when there was none.</param>
public sealed record AlertPass(DateTimeOffset Now, DateTimeOffset? PreviousAt);
