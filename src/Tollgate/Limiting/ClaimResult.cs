namespace Tollgate.Limiting;

/// <summary>How a claim ended.</summary>
internal enum ClaimResult
{
    /// <summary>All units are taken.</summary>
    Served,

    /// <summary>The ledger has too little left in a window; nothing is taken.</summary>
    Refused,

    /// <summary>The ledger did not answer in time; nothing is taken.</summary>
    Unanswered,

    /// <summary>The quota was swept from memory: bind again.</summary>
    Rebind,
}
