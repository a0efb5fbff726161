namespace Tollgate.Limiting;

/// <summary>Units on their way back to the ledger, or (negative) spent without it, with the windows they belong to.</summary>
/// <param name="Starts">Start of each slot's window that was charged. Nine entries.</param>
/// <param name="Units">Positive to free, negative to charge.</param>
internal readonly record struct HandBack(long[] Starts, long Units);
