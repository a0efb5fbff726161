namespace Tollgate.Watching;

/// <summary>A bounded part of the ledger, compared with recorded usage.</summary>
/// <param name="Drifts">A line per scope and window that was ever used.</param>
/// <param name="Next">Where to go on; null at the end.</param>
internal sealed record DriftPage(IReadOnlyList<UsageDrift> Drifts, (string Subject, string Scope)? Next);
