namespace Tollgate.Limiting;

/// <summary>What a decision does when the ledger can't be asked in time and no units are on lease.</summary>
public enum LedgerFailurePolicy
{
    /// <summary>Refuse with 503 and Retry-After: nothing beyond the limit is ever given away.</summary>
    FailClosed,

    /// <summary>Admit up to this node's share of the limit, outside the exact promise; charged when the database returns.</summary>
    FailLocal,

    /// <summary>Admit everything; charged when the database returns.</summary>
    FailOpen,
}
