using Tollgate.Billing;
using Tollgate.Billing.Restricting;
using Tollgate.Entitling;

namespace Tollgate.Administering;

/// <summary>What restricts one user, and why.</summary>
/// <param name="Subscription">The subscription whose restriction counts; null when none does.</param>
/// <param name="Decision">What holds now, and what time alone will change.</param>
/// <param name="OpenInvoices">Invoices that are owed, oldest first.</param>
/// <param name="Failures">Failed attempts of the last 180 days, newest first, 50 at most.</param>
/// <param name="Disputes">Open disputes, oldest first.</param>
/// <param name="Hold">The hold that was granted, also one that has ended; null when there is none.</param>
public sealed record RestrictionState(
    Subscription? Subscription,
    RestrictionDecision Decision,
    IReadOnlyList<Invoice> OpenInvoices,
    IReadOnlyList<PaymentFailure> Failures,
    IReadOnlyList<Dispute> Disputes,
    RestrictionHold? Hold);
