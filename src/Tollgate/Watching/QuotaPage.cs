namespace Tollgate.Watching;

/// <summary>A bounded part of the ledger.</summary>
/// <param name="Rows">The rows in it that were charged since the asked time.</param>
/// <param name="Next">Where to go on; null at the end.</param>
public sealed record QuotaPage(IReadOnlyList<QuotaRow> Rows, (string Subject, string Scope)? Next);
