using Shouldly;
using Tollgate.Billing;
using Tollgate.Billing.Restricting;
using Tollgate.Entitling;
using Xunit;

namespace Tollgate.Tests.Billing;

/// <summary>The ladder as it is documented, step by step.</summary>
public sealed class RestrictionLadderTests
{
    private static readonly DateTimeOffset Day0 = RestrictionCase.Start;
    private readonly RestrictionOptions _options = new();

    [Theory]
    [InlineData(-0.001, RestrictionLevel.None)]
    [InlineData(0, RestrictionLevel.Warning)]
    [InlineData(6.999, RestrictionLevel.Warning)]
    [InlineData(7, RestrictionLevel.Limited)]
    [InlineData(20.999, RestrictionLevel.Limited)]
    [InlineData(21, RestrictionLevel.Suspended)]
    [InlineData(900, RestrictionLevel.Suspended)]
    public void Decide_OneFailure_ClimbsWithTime(double day, RestrictionLevel level) =>
        Decide(Facts(RestrictionCase.Failed("in_1", Day0)), day).Level.ShouldBe(level);

    [Fact]
    public void Decide_Warning_TellsReasonLinkAndWhatComesNext()
    {
        var decision = Decide(Facts(RestrictionCase.Failed("in_1", Day0)), 1);

        decision.ShouldBe(new RestrictionDecision
        {
            Level = RestrictionLevel.Warning,
            Reason = "A payment has failed since 2026-06-01.",
            Since = Day0,
            PaymentLink = "https://pay.example/in_1",
            ChangesAt = Day0.AddDays(7),
            NextLevel = RestrictionLevel.Limited,
            SuspendsAt = Day0.AddDays(21),
        });
    }

    [Fact]
    public void Decide_ThirdAttempt_LimitsBeforeItsTime()
    {
        var facts = Facts(RestrictionCase.Failed("in_1", Day0)) with { Failures = [Failure("in_1", 1, 0), Failure("in_1", 2, 2), Failure("in_1", 3, 4)] };

        Decide(facts, 3.9).Level.ShouldBe(RestrictionLevel.Warning);
        var limited = Decide(facts, 4);
        (limited.Level, limited.Since).ShouldBe((RestrictionLevel.Limited, Day0.AddDays(4)));
        limited.Reason.ShouldBe("A payment has failed since 2026-06-01; 3 or more attempts failed.");
    }

    [Fact]
    public void Decide_CountsWithoutACharge_AreNoFailedAttempts()
    {
        var invoice = RestrictionCase.Failed("in_1", Day0);
        invoice.Attempts = 5;
        var facts = Facts(invoice) with { Failures = [Failure("in_1", 1, 0), Failure("in_1", 5, 2)] };

        Decide(facts, 2.1).Level.ShouldBe(RestrictionLevel.Warning, "two attempts failed, whatever the provider has counted in between");
    }

    [Fact]
    public void Decide_HardDecline_LimitsAfterThreeDays()
    {
        var facts = Facts(RestrictionCase.Failed("in_1", Day0)) with { Failures = [Failure("in_1", 1, 0, "lost_card")] };

        Decide(facts, 2.9).Level.ShouldBe(RestrictionLevel.Warning);
        Decide(facts, 3).Level.ShouldBe(RestrictionLevel.Limited);
        _options.HardDeclines.Add("no_such_code");
        Decide(facts, 3).Level.ShouldBe(RestrictionLevel.Warning);
    }

    [Fact]
    public void Decide_SecondAndThirdEpisode_HalveTheGraceAndThenLimitAtOnce()
    {
        var (first, second, third) = (Paid("in_1", -150), Paid("in_2", -60), RestrictionCase.Failed("in_3", Day0));

        Decide(Facts(second, third), 3.4).Level.ShouldBe(RestrictionLevel.Warning);
        Decide(Facts(second, third), 3.5).Level.ShouldBe(RestrictionLevel.Limited);
        Decide(Facts(second, third), 10.5).Level.ShouldBe(RestrictionLevel.Suspended);
        Decide(Facts(first, second, third), 0).Level.ShouldBe(RestrictionLevel.Limited);
        Decide(Facts(Paid("in_0", -181), third), 3.5).Level.ShouldBe(RestrictionLevel.Warning);
    }

    [Theory]
    [InlineData(SubscriptionStatus.Unpaid, false)]
    [InlineData(SubscriptionStatus.Canceled, true)]
    [InlineData(SubscriptionStatus.Paused, true)]
    public void Decide_GivenUpByTheProvider_SuspendsWhileItIsOwed(SubscriptionStatus status, bool byFailure)
    {
        var subscription = RestrictionCase.Subscription(status);
        (subscription.EndedByFailure, subscription.EndedAt) = (byFailure, byFailure ? Day0.AddDays(1) : null);
        var invoice = RestrictionCase.Failed("in_1", Day0);

        Decide(Facts(invoice), 2, subscription).Level.ShouldBe(RestrictionLevel.Suspended);
        invoice.ForgivenAt = Day0.AddDays(2);
        Decide(Facts(invoice), 2, subscription).ShouldBe(RestrictionDecision.None);
    }

    [Fact]
    public void Decide_EndedByChoiceOrWhereTheSettingSaysSo_IsNone()
    {
        var subscription = RestrictionCase.Subscription(SubscriptionStatus.Canceled);
        Decide(Facts(RestrictionCase.Failed("in_1", Day0)), 100, subscription).ShouldBe(RestrictionDecision.None);

        (subscription.EndedByFailure, _options.SuspendEnded) = (true, false);
        Decide(Facts(RestrictionCase.Failed("in_1", Day0)), 100, subscription).ShouldBe(RestrictionDecision.None);
    }

    [Fact]
    public void Decide_SentInvoice_CountsFromItsDueDate()
    {
        var invoice = RestrictionCase.Failed("in_1", Day0);
        (invoice.IsSent, invoice.DueAt, invoice.FirstFailedAt) = (true, Day0.AddDays(30), null);

        Decide(Facts(invoice), 29).ShouldBe(RestrictionDecision.None with { ChangesAt = Day0.AddDays(30), NextLevel = RestrictionLevel.Warning, SuspendsAt = Day0.AddDays(51) });
        Decide(Facts(invoice), 30).Reason.ShouldBe("An invoice is overdue since 2026-07-01.");
        Decide(Facts(invoice), 37).Level.ShouldBe(RestrictionLevel.Limited);
        Decide(Facts(invoice), 51).Level.ShouldBe(RestrictionLevel.Suspended);
    }

    [Theory]
    [InlineData("subscription_cycle", RestrictionLevel.Warning)]
    [InlineData("subscription_create", RestrictionLevel.None)]
    public void Decide_ActionRequired_WarnsOnARenewalOnly(string cause, RestrictionLevel level)
    {
        var invoice = RestrictionCase.Failed("in_1", Day0);
        (invoice.FirstFailedAt, invoice.Attempts, invoice.IsActionRequired, invoice.Cause) = (null, 0, true, cause);

        Decide(Facts(invoice), 1).Level.ShouldBe(level);
    }

    [Fact]
    public void Decide_OpenDispute_FollowsThePolicy()
    {
        var dispute = new Dispute { Reference = "dp_1", UserId = 7, Status = "needs_response", Currency = "usd", OpenedAt = Day0 };
        var facts = Facts() with { Disputes = [dispute] };

        Decide(facts, 1).Level.ShouldBe(RestrictionLevel.Suspended);
        _options.OpenDispute = RestrictionLevel.Warning;
        Decide(facts, 1).Level.ShouldBe(RestrictionLevel.Warning);
        dispute.ClosedAt = Day0.AddDays(1);
        Decide(facts, 1).ShouldBe(RestrictionDecision.None);
    }

    [Fact]
    public void Decide_Hold_KeepsTheLevelDownUntilItEnds()
    {
        var hold = new RestrictionHold { UserId = 7, Highest = RestrictionLevel.Warning, GrantedAt = Day0.AddDays(5), Until = Day0.AddDays(30), Reason = "talks", GrantedBy = "ann" };
        var facts = Facts(RestrictionCase.Failed("in_1", Day0)) with { Hold = hold };

        var held = Decide(facts, 25);
        (held.Level, held.Since, held.ChangesAt, held.NextLevel, held.SuspendsAt)
            .ShouldBe((RestrictionLevel.Warning, Day0, hold.Until, RestrictionLevel.Suspended, hold.Until));
        held.Reason.ShouldBe("A payment has failed since 2026-06-01 and was not paid in time. Held at warning until 2026-07-01 09:00Z.");
        held.Reason!.ShouldNotContain("talks");
        Decide(facts, 30).Level.ShouldBe(RestrictionLevel.Suspended);
    }

    [Fact]
    public void Decide_Manual_IsAFloorUnderWhateverWasPaid()
    {
        var subscription = RestrictionCase.Subscription(SubscriptionStatus.Active);
        subscription.ManualRestriction = RestrictionLevel.Limited;

        Decide(Facts(), 1, subscription).ShouldBe(new RestrictionDecision { Level = RestrictionLevel.Limited, Reason = "Set by an operator." });
        var failed = Facts(RestrictionCase.Failed("in_1", Day0));
        Decide(failed, 1, subscription).ChangesAt.ShouldBe(Day0.AddDays(21)); // the step to limited changes nothing
        Decide(failed, 21, subscription).Level.ShouldBe(RestrictionLevel.Suspended);
    }

    [Fact]
    public void Decide_AnotherSubscriptionOwes_NarrowsAPaidOneOnlyAcross()
    {
        var paid = RestrictionCase.Subscription(SubscriptionStatus.Active);
        paid.Reference = "sub_new";
        var facts = Facts(RestrictionCase.Failed("in_1", Day0)) with { Subscriptions = [paid, RestrictionCase.Subscription()] };

        Decide(facts, 30, paid).ShouldBe(RestrictionDecision.None);
        _options.AcrossSubscriptions = true;
        Decide(facts, 30, paid).Level.ShouldBe(RestrictionLevel.Suspended);
    }

    [Fact]
    public void Decide_InvoiceByHand_IsAboutEverySubscription() =>
        Decide(Facts(RestrictionCase.Failed("in_1", Day0, subscription: null)), 8).Level.ShouldBe(RestrictionLevel.Limited);

    private static Invoice Paid(string reference, int day)
    {
        var invoice = RestrictionCase.Failed(reference, Day0.AddDays(day));
        (invoice.Status, invoice.AmountRemaining) = (InvoiceStatus.Paid, 0);
        return invoice;
    }

    private static PaymentFailure Failure(string invoice, int attempt, double day, string? code = null) =>
        new() { InvoiceReference = invoice, Attempt = attempt, UserId = 7, FailedAt = Day0.AddDays(day), DeclineCode = code, Currency = "usd" };

    private static RestrictionFacts Facts(params Invoice[] invoices) => new() { Subscriptions = [RestrictionCase.Subscription()], Invoices = invoices };

    private RestrictionDecision Decide(RestrictionFacts facts, double day, Subscription? subscription = null) =>
        RestrictionLadder.Decide(subscription ?? facts.Subscriptions.First(), facts, _options, Day0.AddDays(day));
}
