using Shouldly;
using Tollgate.Entitling;
using Xunit;

namespace Tollgate.Tests.Entitling;

public sealed class SubscriptionTimesTests
{
    private static readonly DateTimeOffset Now = new(2027, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(SubscriptionStatus.Active, true)]
    [InlineData(SubscriptionStatus.Trialing, true)]
    [InlineData(SubscriptionStatus.PastDue, true)]
    [InlineData(SubscriptionStatus.Unpaid, true)]
    [InlineData(SubscriptionStatus.Paused, false)]
    [InlineData(SubscriptionStatus.Incomplete, false)]
    [InlineData(SubscriptionStatus.IncompleteExpired, false)]
    [InlineData(SubscriptionStatus.Unknown, false)]
    [InlineData(SubscriptionStatus.Canceled, false)]
    public void GivesAccess_EachStatusWithoutTimes_IsTheStatus(SubscriptionStatus status, bool expected) =>
        SubscriptionTimes.GivesAccess(Of(status), Now).ShouldBe(expected);

    [Fact]
    public void GivesAccess_CanceledAtTheEndOfThePeriod_UntilThen()
    {
        var subscription = Of(SubscriptionStatus.Active);
        subscription.CancelsAt = Now;

        SubscriptionTimes.GivesAccess(subscription, Now.AddMilliseconds(-1)).ShouldBeTrue();
        SubscriptionTimes.GivesAccess(subscription, Now).ShouldBeFalse();
        SubscriptionTimes.NextChange(subscription, Now.AddDays(-1)).ShouldBe(Now);
        SubscriptionTimes.NextChange(subscription, Now).ShouldBeNull();
    }

    [Fact]
    public void GivesAccess_Paused_UntilThePaidPeriodEndsUnlessAFailurePausedIt()
    {
        var subscription = Of(SubscriptionStatus.Paused);
        subscription.CurrentPeriodEnd = Now;

        SubscriptionTimes.GivesAccess(subscription, Now.AddMilliseconds(-1)).ShouldBeTrue();
        SubscriptionTimes.NextChange(subscription, Now.AddMilliseconds(-1)).ShouldBe(Now);
        SubscriptionTimes.GivesAccess(subscription, Now).ShouldBeFalse();
        subscription.EndedByFailure = true;
        SubscriptionTimes.GivesAccess(subscription, Now.AddMilliseconds(-1)).ShouldBeFalse();
    }

    [Fact]
    public void IsTrial_UntilItsEnd_ThenTheStatusDoesNotMatter()
    {
        var subscription = Of(SubscriptionStatus.Trialing);
        SubscriptionTimes.IsTrial(subscription, Now).ShouldBeTrue();

        subscription.TrialEndsAt = Now;

        SubscriptionTimes.IsTrial(subscription, Now.AddMilliseconds(-1)).ShouldBeTrue();
        SubscriptionTimes.IsTrial(subscription, Now).ShouldBeFalse();
        subscription.Status = SubscriptionStatus.Active;
        SubscriptionTimes.NextChange(subscription, Now.AddDays(-1)).ShouldBeNull("the trial's end changes nothing any more");
    }

    [Fact]
    public void NextChange_SeveralTimes_IsTheFirstThatIsStillToCome()
    {
        var subscription = Of(SubscriptionStatus.Trialing);
        subscription.TrialEndsAt = Now.AddHours(3);
        subscription.CancelsAt = Now.AddHours(4);
        (subscription.PeriodLimit, subscription.PeriodLimitUntil) = (5, Now.AddHours(2));

        SubscriptionTimes.NextChange(subscription, Now).ShouldBe(Now.AddHours(2));
        SubscriptionTimes.NextChange(subscription, Now.AddHours(2)).ShouldBe(Now.AddHours(3));
        SubscriptionTimes.NextChange(subscription, Now, null, Now, Now.AddHours(1)).ShouldBe(Now.AddHours(1));
        SubscriptionTimes.PeriodLimit(subscription, Now).ShouldBe(5);
        SubscriptionTimes.PeriodLimit(subscription, Now.AddHours(2)).ShouldBeNull();
    }

    [Fact]
    public void NoteNextChange_AnEarlierOneIsStored_KeepsIt()
    {
        var subscription = Of(SubscriptionStatus.Trialing);
        (subscription.TrialEndsAt, subscription.ChangesAt) = (Now.AddHours(3), Now.AddHours(-1));
        SubscriptionTimes.NoteNextChange(subscription, Now);
        subscription.ChangesAt.ShouldBe(Now.AddHours(-1), "it is due and nobody has taken it yet");

        subscription.ChangesAt = Now.AddDays(1);
        SubscriptionTimes.NoteNextChange(subscription, Now);
        subscription.ChangesAt.ShouldBe(Now.AddHours(3));
    }

    private static Subscription Of(SubscriptionStatus status) => new() { UserId = 1, PlanName = "pro", Status = status };
}
