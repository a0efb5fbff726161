namespace Tollgate.Watching;

/// <summary>A customer with few prepaid credits left.</summary>
/// <param name="UserId">Who.</param>
/// <param name="Left">Units left; what expired and is not yet taken out counts as left.</param>
/// <param name="Before">Units that were left after the latest grant.</param>
public readonly record struct LowCredits(long UserId, long Left, long Before);
