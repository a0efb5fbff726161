namespace Tollgate.Limiting;

/// <summary>What a node asks the ledger for one (subject, scope): units wanted, and units that it gives back.</summary>
public sealed class LedgerAsk
{
    /// <summary>The windows' instances asked for, and the limits that hold.</summary>
    public required QuotaSpec Spec { get; init; }

    /// <summary>The instance of each slot's window by the node's estimate of the database's clock; ignored where the slot is not in use. Nine entries.</summary>
    public required IReadOnlyList<WindowSpan> Spans { get; init; }

    /// <summary>Units wanted, 0 or more; the grant is this or what is left, whichever is less.</summary>
    public required long Wanted { get; init; }

    /// <summary>The least that is of use, 1 up to <see cref="Wanted"/>: when less is left, nothing is granted.</summary>
    public long Minimum { get; init; } = 1;

    /// <summary>
    /// Units that come back (positive), or that were spent without a grant while the ledger was away (negative; charged up to the limit).
    /// Each slot takes them only while its stored start is still <see cref="BackStarts"/> of that slot.
    /// </summary>
    public long Back { get; init; }

    /// <summary>The start of each slot's window that <see cref="Back"/> was charged to; nine entries, empty when <see cref="Back"/> is 0.</summary>
    public IReadOnlyList<long> BackStarts { get; init; } = [];

    /// <summary>
    /// Whether the node believes that nothing is left: the ledger then looks before it locks, so that a refusal costs no write.
    /// </summary>
    public bool IsProbe { get; init; }
}
