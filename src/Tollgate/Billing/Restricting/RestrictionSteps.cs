using Tollgate.Entitling;

namespace Tollgate.Billing.Restricting;

/// <summary>What leads to a restriction of one subscription, and when.</summary>
internal static class RestrictionSteps
{
    /// <summary>All steps, in no order; none when nothing is owed and nothing is disputed.</summary>
    public static IEnumerable<RestrictionStep> Of(Subscription subscription, RestrictionFacts facts, RestrictionOptions options)
    {
        if (!EntitlementResolver.GivesAccess(subscription.Status))
        {
            return options.SuspendEnded ? OwedFor(subscription, facts).Select(i => Ended(subscription, i, facts)) : [];
        }

        var owed = OwedFor(subscription, facts).ToList();
        return
        [
            .. owed.Concat(OwedByHand(facts)).SelectMany(i => InvoiceEpisode.StepsOf(i, facts, options)),
            .. subscription.Status == SubscriptionStatus.Unpaid ? owed.Select(i => Exhausted(i, facts)) : [],
            .. facts.Disputes.Where(IsOpen).Select(d => Disputed(d, options)),
        ];
    }

    private static IEnumerable<Invoice> OwedFor(Subscription subscription, RestrictionFacts facts) => subscription.Reference is { } reference
        ? Owed(facts).Where(i => i.SubscriptionReference == reference)
        : [];

    /// <summary>Invoices that somebody wrote by hand are about the customer, and so about each subscription.</summary>
    private static IEnumerable<Invoice> OwedByHand(RestrictionFacts facts) => Owed(facts).Where(i => i.SubscriptionReference is null);

    private static IEnumerable<Invoice> Owed(RestrictionFacts facts) => facts.Invoices.Where(i => i.IsOwed).DistinctBy(i => i.Reference);

    /// <summary>Early warnings of banks ("warning_needs_response") are inquiries: nothing was taken back.</summary>
    private static bool IsOpen(Dispute dispute) => dispute.ClosedAt is null && !dispute.Status.StartsWith("warning_", StringComparison.Ordinal);

    private static RestrictionStep Ended(Subscription subscription, Invoice invoice, RestrictionFacts facts) => new(
        RestrictionLevel.Suspended,
        subscription.EndedAt ?? LastSignOf(invoice, facts),
        $"The subscription was {(subscription.Status == SubscriptionStatus.Paused ? "paused" : "ended")} because a payment failed, and an invoice is still open.",
        invoice.PaymentLink);

    private static RestrictionStep Exhausted(Invoice invoice, RestrictionFacts facts) => new(
        RestrictionLevel.Suspended, LastSignOf(invoice, facts), "All attempts to collect an invoice failed.", invoice.PaymentLink);

    private static RestrictionStep Disputed(Dispute dispute, RestrictionOptions options) => new(
        options.OpenDispute, dispute.OpenedAt, FormattableString.Invariant($"A payment is disputed at the bank since {dispute.OpenedAt.UtcDateTime:yyyy-MM-dd}."), null);

    /// <summary>The provider does not say when it gave up; it was after the last failed attempt.</summary>
    private static DateTimeOffset LastSignOf(Invoice invoice, RestrictionFacts facts) =>
        InvoiceEpisode.FailuresOf(invoice, facts).Select(f => (DateTimeOffset?)f.FailedAt).Max() ?? invoice.FirstFailedAt ?? invoice.CreatedAt;
}
