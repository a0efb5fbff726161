namespace Tollgate.Limiting;

/// <summary>One (subject, scope) as the ledger stores it.</summary>
/// <param name="Scope">"*" or an endpoint group.</param>
/// <param name="Spans">The stored instance of each slot; default where never used. Nine entries.</param>
/// <param name="Used">Units used in that instance. Nine entries.</param>
public sealed record LedgerRow(string Scope, IReadOnlyList<WindowSpan> Spans, IReadOnlyList<long> Used)
{
    /// <summary>Units used in the given instance of a slot's window: 0 when the stored instance is over.</summary>
    public long UsedIn(int slot, WindowSpan span) => Spans[slot].End > span.Start ? Used[slot] : 0;
}
