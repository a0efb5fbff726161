using Tollgate.Entitling;
using Tollgate.Identifying;

namespace Tollgate.Limiting;

/// <summary>The quotas that one entitlement's requests of one endpoint group are charged to.</summary>
/// <param name="owner">Whose they are: a copy of an entitlement must not inherit them.</param>
/// <param name="group">The endpoint group; null for "*" alone.</param>
/// <param name="quotas">User "*", user group, key "*": those that have windows.</param>
/// <param name="all">The subject's "*", also where it has no windows: it counts the requests in flight.</param>
/// <param name="onLedgerFailure">What holds when the ledger can't be asked.</param>
/// <param name="next">The same entitlement's quotas of another endpoint group; null for none.</param>
internal sealed class QuotaSet(
    Entitlement owner, PlanScope? group, Quota[] quotas, Quota all, LedgerFailurePolicy onLedgerFailure, QuotaSet? next)
{
    /// <summary>Whose they are.</summary>
    public Entitlement Owner { get; } = owner;

    /// <summary>The endpoint group; null for "*" alone.</summary>
    public PlanScope? Group { get; } = group;

    /// <summary>
    /// The quota of most requests: the only one, of an owner whom nothing but the windows can turn away. Null when there is more to look at.
    /// </summary>
    public Quota? Only { get; } =
        quotas.Length == 1 && owner is { Access: AccessRule.None, Plan: { Concurrency: null, IsShadow: false }, CoarseSubject: null } && owner.Restriction != RestrictionLevel.Suspended
            ? quotas[0]
            : null;

    /// <summary>User "*", user group, key "*": those that have windows.</summary>
    public Quota[] Quotas { get; } = quotas;

    /// <summary>The subject's "*", also where it has no windows: it counts the requests in flight.</summary>
    public Quota All { get; } = all;

    /// <summary>What holds when the ledger can't be asked.</summary>
    public LedgerFailurePolicy OnLedgerFailure { get; } = onLedgerFailure;

    /// <summary>The same entitlement's quotas of another endpoint group; null for none.</summary>
    public QuotaSet? Next { get; } = next;

    /// <summary>The same, with other sets behind it.</summary>
    public QuotaSet Before(QuotaSet? next) => new(Owner, Group, Quotas, All, OnLedgerFailure, next);
}
