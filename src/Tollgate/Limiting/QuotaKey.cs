namespace Tollgate.Limiting;

/// <summary>The key of a ledger row.</summary>
internal readonly record struct QuotaKey(string Subject, string Scope);
