namespace Tollgate.Aggregating;

/// <summary>What a run summed.</summary>
/// <param name="Hours">Hours.</param>
/// <param name="Days">Days.</param>
/// <param name="Rows">Rows of these hours and days.</param>
/// <param name="TooLate">Hours with events that came after their day had been cleaned up: recorded, but not summed.</param>
public sealed record SummedUsage(int Hours, int Days, long Rows, int TooLate);
