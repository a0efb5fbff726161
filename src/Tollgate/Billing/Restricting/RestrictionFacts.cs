using Tollgate.Entitling;

namespace Tollgate.Billing.Restricting;

/// <summary>Everything that is known of one customer's payments; order and repetition in the lists don't matter.</summary>
public sealed record RestrictionFacts
{
    /// <summary>All subscriptions of the customer.</summary>
    public IReadOnlyCollection<Subscription> Subscriptions { get; init; } = [];

    /// <summary>All invoices of the customer that are open, or had failed within the window of episodes.</summary>
    public IReadOnlyCollection<Invoice> Invoices { get; init; } = [];

    /// <summary>Failed attempts to collect those invoices.</summary>
    public IReadOnlyCollection<PaymentFailure> Failures { get; init; } = [];

    /// <summary>Disputes of the customer.</summary>
    public IReadOnlyCollection<Dispute> Disputes { get; init; } = [];

    /// <summary>What an operator granted; null for nothing.</summary>
    public RestrictionHold? Hold { get; init; }
}
