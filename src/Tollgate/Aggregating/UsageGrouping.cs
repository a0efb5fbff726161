namespace Tollgate.Aggregating;

/// <summary>What a reader of sums tells apart; a store may add up all else before it is sent.</summary>
/// <param name="By">The dimension that is told apart, besides time.</param>
/// <param name="IsByStart">Whether hours or days are told apart.</param>
public sealed record UsageGrouping(UsageDimension By, bool IsByStart);
