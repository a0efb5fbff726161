using CsCheck;
using Shouldly;
using Tollgate.Billing;
using Tollgate.Billing.Restricting;
using Tollgate.Entitling;
using Xunit;

namespace Tollgate.Tests.Billing;

/// <summary>What holds of the ladder for every history.</summary>
public sealed class RestrictionLadderProperties
{
    private static readonly DateTimeOffset Late = RestrictionCase.Start.AddDays(1_000);

    [Fact]
    public void Decide_AnyOrderAndRepetition_IsTheSame() =>
        Gen.Select(RestrictionCase.Facts, RestrictionCase.Options, RestrictionCase.Instants, Gen.Int).Sample((facts, options, now, seed) =>
        {
            var random = new Random(seed);
            var shuffled = new RestrictionFacts
            {
                Subscriptions = Shuffled(facts.Subscriptions, random),
                Invoices = Shuffled(facts.Invoices, random),
                Failures = Shuffled(facts.Failures, random),
                Disputes = Shuffled(facts.Disputes, random),
            };

            foreach (var subscription in facts.Subscriptions)
            {
                RestrictionLadder.Decide(subscription, shuffled, options, now).ShouldBe(RestrictionLadder.Decide(subscription, facts, options, now));
            }
        });

    [Fact]
    public void Decide_TimeWithoutPayment_NeverLowersTheLevel() =>
        Gen.Select(RestrictionCase.Facts, RestrictionCase.Options, RestrictionCase.Instants, RestrictionCase.Instants).Sample((facts, options, one, other) =>
        {
            var (earlier, later) = one < other ? (one, other) : (other, one);
            foreach (var subscription in facts.Subscriptions)
            {
                var (before, after) = (RestrictionLadder.Decide(subscription, facts, options, earlier), RestrictionLadder.Decide(subscription, facts, options, later));
                ((int)before.Level).ShouldBeLessThanOrEqualTo((int)after.Level);
            }
        });

    [Fact]
    public void Decide_NothingOwed_NeverSuspends() =>
        Gen.Select(RestrictionCase.Facts, RestrictionCase.Options, RestrictionCase.Instants).Sample((facts, options, now) =>
        {
            options.OpenDispute = RestrictionLevel.None;
            var settled = facts with { Invoices = [.. facts.Invoices.Where(i => !i.IsOwed)] };
            foreach (var subscription in facts.Subscriptions)
            {
                RestrictionLadder.Decide(subscription, settled, options, now).ShouldBe(RestrictionDecision.None);
            }
        });

    [Fact]
    public void Decide_EverythingPaidVoidedOrForgiven_IsNoneAtOnce() =>
        Gen.Select(RestrictionCase.Facts, RestrictionCase.Options, Gen.Int[0, 2]).Sample((facts, options, how) =>
        {
            foreach (var invoice in facts.Invoices)
            {
                (invoice.Status, invoice.AmountRemaining, invoice.ForgivenAt) = how switch
                {
                    0 => (InvoiceStatus.Paid, 0, invoice.ForgivenAt),
                    1 => (InvoiceStatus.Void, invoice.AmountRemaining, invoice.ForgivenAt),
                    _ => (invoice.Status, invoice.AmountRemaining, Late),
                };
            }

            foreach (var subscription in facts.Subscriptions)
            {
                RestrictionLadder.Decide(subscription, facts with { Disputes = [] }, options, Late).ShouldBe(RestrictionDecision.None);
            }
        });

    [Fact]
    public void Decide_FirstPaymentPending_NeverRestricts() =>
        Gen.Select(RestrictionCase.Facts, RestrictionCase.Options, RestrictionCase.Instants).Sample((facts, options, now) =>
        {
            foreach (var status in new[] { SubscriptionStatus.Incomplete, SubscriptionStatus.IncompleteExpired })
            {
                foreach (var subscription in facts.Subscriptions)
                {
                    subscription.Status = status;
                    RestrictionLadder.Decide(subscription, facts, options, now).ShouldBe(RestrictionDecision.None);
                }
            }
        });

    [Fact]
    public void Decide_UntilItChanges_IsConstantAndThenAsForetold() =>
        Gen.Select(RestrictionCase.Facts, RestrictionCase.Options, RestrictionCase.Holds.Null(), RestrictionCase.Instants, Gen.Double[0, 1]).Sample((facts, options, hold, now, part) =>
        {
            facts = facts with { Hold = hold };
            foreach (var subscription in facts.Subscriptions)
            {
                var decision = RestrictionLadder.Decide(subscription, facts, options, now);
                var end = decision.ChangesAt ?? Late;
                var between = now + ((end - now) * part);
                RestrictionLadder.Decide(subscription, facts, options, between < end ? between : now).Level.ShouldBe(decision.Level);
                if (decision.ChangesAt is { } at)
                {
                    at.ShouldBeGreaterThan(now);
                    RestrictionLadder.Decide(subscription, facts, options, at).Level.ShouldBe(decision.NextLevel!.Value);
                    decision.NextLevel.ShouldNotBe(decision.Level);
                }

                if (decision.Since is { } since)
                {
                    since.ShouldBeLessThanOrEqualTo(now);
                    RestrictionLadder.Decide(subscription, facts, options, since).Level.ShouldBe(decision.Level);
                    RestrictionLadder.Decide(subscription, facts, options, since.AddTicks(-1)).Level.ShouldNotBe(decision.Level);
                }

                (decision.Since is null).ShouldBe(decision.Level == RestrictionLevel.None);
                (decision.Reason is null).ShouldBe(decision.Level == RestrictionLevel.None);
                if (decision.SuspendsAt is { } suspends)
                {
                    RestrictionLadder.Decide(subscription, facts, options, suspends).Level.ShouldBe(RestrictionLevel.Suspended);
                    RestrictionLadder.Decide(subscription, facts, options, suspends.AddTicks(-1)).Level.ShouldNotBe(RestrictionLevel.Suspended);
                }
            }
        });

    [Fact]
    public void Decide_HoldAndManual_AreCeilingAndFloor() =>
        Gen.Select(RestrictionCase.Facts, RestrictionCase.Options, RestrictionCase.Holds, RestrictionCase.Instants, Gen.Enum<RestrictionLevel>()).Sample((facts, options, hold, now, manual) =>
        {
            foreach (var subscription in facts.Subscriptions)
            {
                var earned = RestrictionLadder.Decide(subscription, facts, options, now).Level;
                subscription.ManualRestriction = manual;
                var level = RestrictionLadder.Decide(subscription, facts with { Hold = hold }, options, now).Level;
                var isHeld = hold.GrantedAt <= now && now < hold.Until;
                var expected = isHeld && hold.Highest < earned ? hold.Highest : earned;
                level.ShouldBe(expected > manual ? expected : manual);
                subscription.ManualRestriction = RestrictionLevel.None;
            }
        });

    [Fact]
    public void Decide_OfASubscription_DependsOnNoOtherUnlessToldSo() =>
        Gen.Select(RestrictionCase.Facts, RestrictionCase.Options, RestrictionCase.Instants).Sample((facts, options, now) =>
        {
            var (first, second) = (facts.Subscriptions.First(), facts.Subscriptions.Last());
            options.AcrossSubscriptions = true;
            var together = RestrictionLadder.Decide(first, facts, options, now).Level;
            options.AcrossSubscriptions = false;
            var alone = RestrictionLadder.Decide(first, facts, options, now).Level;
            var other = RestrictionLadder.Decide(second, facts, options, now).Level;
            var isOn = EntitlementResolver.GivesAccess(first.Status)
                || (first.EndedByFailure && first.Status is not (SubscriptionStatus.Incomplete or SubscriptionStatus.IncompleteExpired));
            together.ShouldBe(!isOn ? RestrictionLevel.None : alone > other ? alone : other);
        });

    private static List<T> Shuffled<T>(IReadOnlyCollection<T> items, Random random) =>
        [.. items.Concat(items.Where(_ => random.Next(2) == 0)).OrderBy(_ => random.Next())];
}
