namespace Tollgate.Limiting;

/// <summary>The ledger's answer to one ask.</summary>
public sealed class LedgerGrant
{
    /// <summary>Units granted and committed: 0 up to what was wanted.</summary>
    public required long Granted { get; init; }

    /// <summary>
    /// True when a span asked for is not the current one by the database's clock, or an even newer one is stored: nothing was granted,
    /// and the node should correct its clock and ask again.
    /// </summary>
    public bool IsStale { get; init; }

    /// <summary>Units used of each slot after the ask, in the instance that <see cref="Spans"/> says; nine entries, of which those of slots that the ask does not use mean nothing.</summary>
    public required IReadOnlyList<long> Used { get; init; }

    /// <summary>The stored instance of each slot after the ask; default where the slot was never used. Nine entries, as <see cref="Used"/>.</summary>
    public required IReadOnlyList<WindowSpan> Spans { get; init; }
}
