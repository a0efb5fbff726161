namespace Tollgate;

/// <summary>How a plan's limits are kept: from units on lease in memory, or with a durable commit per decision.</summary>
public enum Enforcement
{
    /// <summary>Units move into the ledger in advance and are spent from memory; exact, and as fast as memory.</summary>
    Leased,

    /// <summary>Each decision's units are committed before it is answered; exact, no unit idle on a node, a round trip per batch.</summary>
    Strict,
}
