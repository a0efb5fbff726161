using Tollgate.Entitling;
using Tollgate.Identifying;

namespace Tollgate.Limiting;

/// <summary>The quotas that one entitlement's requests of one endpoint group are charged to.</summary>
/// <param name="Owner">Whose they are: a copy of an entitlement must not inherit them.</param>
/// <param name="Group">The endpoint group; null for "*" alone.</param>
/// <param name="Quotas">User "*", user group, key "*": those that have windows.</param>
/// <param name="All">The subject's "*", also where it has no windows: it counts the requests in flight.</param>
/// <param name="OnLedgerFailure">What holds when the ledger can't be asked.</param>
/// <param name="Next">The same entitlement's quotas of another endpoint group; null for none.</param>
internal sealed record QuotaSet(
    Entitlement Owner, PlanScope? Group, Quota[] Quotas, Quota All, LedgerFailurePolicy OnLedgerFailure, QuotaSet? Next)
{
    /// <summary>
    /// The quota of most requests: the only one, of an owner whom nothing but the windows can turn away. Null when there is more to look at.
    /// It spares the warm path the way through the entitlement, whose memory is often not at hand.
    /// </summary>
    public Quota? Only { get; } =
        Quotas.Length == 1 && Owner is { Access: AccessRule.None, Plan: { Concurrency: null, IsShadow: false }, CoarseSubject: null } && Owner.Restriction != RestrictionLevel.Suspended
            ? Quotas[0]
            : null;
}
