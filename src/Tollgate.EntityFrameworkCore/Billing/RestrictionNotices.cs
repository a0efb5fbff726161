using Tollgate.Billing;
using Tollgate.Billing.Notices;
using Tollgate.Billing.Restricting;
using Tollgate.Entitling;

namespace Tollgate.EntityFrameworkCore.Billing;

/// <summary>What people should be told after a user's restriction was worked out: the same facts give the same keys, so nothing is told twice.</summary>
internal static class RestrictionNotices
{
    private const string FirstInvoice = "subscription_create";

    /// <summary>Older attempts are no news: a first look at an account would tell its whole history, and a cleaned outbox would tell it again.</summary>
    private static readonly TimeSpan News = TimeSpan.FromDays(3);

    /// <summary>The notices, in the order of what happened.</summary>
    /// <param name="facts">What was decided on.</param>
    /// <param name="decisions">By subscription.</param>
    /// <param name="before">How it was.</param>
    /// <param name="after">How it is.</param>
    /// <param name="now">By the database's clock.</param>
    public static IEnumerable<BillingNotice> Of(
        RestrictionFacts facts, IReadOnlyDictionary<long, RestrictionDecision> decisions, RestrictionStanding before, RestrictionStanding after, DateTimeOffset now)
    {
        foreach (var invoice in facts.Invoices.Where(i => i.IsOwed && i.Cause != FirstInvoice).OrderBy(i => i.CreatedAt).ThenBy(i => i.Reference, StringComparer.Ordinal))
        {
            var decision = DecisionOf(invoice, facts, decisions);
            var failures = facts.Failures.Where(f => f.InvoiceReference == invoice.Reference).OrderBy(f => f.FailedAt).ThenBy(f => f.Attempt).ToList();
            foreach (var failure in failures.Where(f => f.FailedAt > now - News))
            {
                yield return BillingNotices.PaymentFailed(invoice, failure, decision);
            }

            // Not the provider's count, which goes on while nothing is charged and nobody is asked again.
            var (attempt, askedAt) = failures.Count > 0 ? (failures[^1].Attempt, failures[^1].FailedAt) : (invoice.Attempts, invoice.CreatedAt);
            if (invoice.IsActionRequired && askedAt > now - News)
            {
                yield return BillingNotices.ActionRequired(invoice, attempt, decision, askedAt);
            }
        }

        if (after.Level != before.Level && (after.Subscription ?? before.Subscription) is { } subscription)
        {
            var decision = decisions.GetValueOrDefault(subscription.Id, RestrictionDecision.None) with { Level = after.Level };
            var mark = (after.Level == RestrictionLevel.None ? before.Since : after.Since) ?? now;
            yield return BillingNotices.RestrictionChanged(subscription, before.Level, decision, mark, KindOf(facts, before, after), now);
        }
    }

    /// <summary>What comes next for the subscription that an invoice is of; of one that somebody wrote by hand, what is furthest.</summary>
    private static RestrictionDecision DecisionOf(Invoice invoice, RestrictionFacts facts, IReadOnlyDictionary<long, RestrictionDecision> decisions) => facts.Subscriptions
        .Where(s => invoice.SubscriptionReference is null || s.Reference == invoice.SubscriptionReference)
        .Select(s => decisions[s.Id]).OrderByDescending(d => d.Level).ThenBy(d => d.ChangesAt).FirstOrDefault() ?? RestrictionDecision.None;

    /// <summary>
    /// The customer's template. An operator who restricts by hand talks to the customer; a failed attempt has a message of its own, so a warning has
    /// none unless the customer pays by transfer; and a lift matters to those who felt something.
    /// </summary>
    private static string? KindOf(RestrictionFacts facts, RestrictionStanding before, RestrictionStanding after)
    {
        if (after.Reason == RestrictionTimeline.ByHand || (before.Reason == RestrictionTimeline.ByHand && after.Level < before.Level))
        {
            return null;
        }

        return after.Level switch
        {
            RestrictionLevel.Suspended => NoticeKind.Suspended,
            RestrictionLevel.Limited when before.Level < RestrictionLevel.Limited => NoticeKind.Limited,
            RestrictionLevel.Warning when before.Level == RestrictionLevel.None && facts.Invoices.Any(i => i.IsOwed && i.IsSent) => NoticeKind.PaymentOverdue,
            RestrictionLevel.None or RestrictionLevel.Warning when before.Level >= RestrictionLevel.Limited && facts.Invoices.Count > 0 => NoticeKind.Lifted,
            _ => null,
        };
    }
}
