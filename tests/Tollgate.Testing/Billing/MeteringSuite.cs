using Shouldly;
using Tollgate.Aggregating;
using Tollgate.Billing;
using Tollgate.Billing.Metering;
using Tollgate.Hosting;
using Tollgate.Testing.Hosting;
using Tollgate.Testing.Watching;
using Xunit;

namespace Tollgate.Testing.Billing;

/// <summary>Usage is billed once: beyond what is included, in its own period, whatever is late, lost, doubled or dead.</summary>
public abstract class MeteringSuite(IStoreHost host) : MeteredSuite(host)
{
    [Fact]
    public async Task Sync_UsageBeyondWhatIsIncluded_IsSentHourByHour()
    {
        var (node, user, _) = await SubscribedAsync(100);
        await user.UseAsync("overage", (Start.AddHours(1), 80));
        await SyncAsync(node, user, Start.AddHours(3));
        Provider.Receipts.ShouldBeEmpty(); // all of it is included

        await user.UseAsync("overage", (Start.AddHours(4), 50));
        await SyncAsync(node, user, Start.AddHours(4.2));
        Provider.Receipts.ShouldBeEmpty(); // the hour is not over

        await SyncAsync(node, user, Start.AddHours(6));
        var first = Provider.Receipts.ShouldHaveSingleItem();
        (first.Units, first.Customer, first.Meter).ShouldBe((30, user.Customer, "api_units"));
        first.At.ShouldBeInRange(Start.AddHours(4).AddMinutes(-30), Start.AddHours(6));

        await SyncAsync(node, user, Start.AddHours(7)); // nothing new
        await user.UseAsync("overage", (Start.AddHours(1.5), 7)); // late
        await SyncAsync(node, user, Start.AddHours(8));
        Provider.Receipts.Select(r => r.Units).ShouldBe([30, 7]);
        Provider.Receipts.Select(r => r.At).Distinct().Count().ShouldBe(2); // a minute for each
        (await user.EventsAsync()).ShouldAllBe(e => e.State == MeterEventState.Sent && e.Attempts == 1 && e.SentAt != null);
    }

    [Fact]
    public async Task Sync_PayAsYouGo_BillsEveryUnit()
    {
        var (node, user, _) = await SubscribedAsync(0);
        await user.UseAsync("overage", (Start.AddMinutes(10), 5));

        await SyncAsync(node, user, Start.AddHours(2));

        Provider.Receipts.ShouldHaveSingleItem().ShouldSatisfyAllConditions(r => r.Units.ShouldBe(5), r => r.At.ShouldBeGreaterThanOrEqualTo(Start));
    }

    [Fact]
    public async Task Sync_EndOfPeriod_BillsTheLastHourInTimeAndInThePeriod()
    {
        var (node, user, _) = await SubscribedAsync(0);
        var border = HourOf(End);
        await user.UseAsync("overage", (border.AddMinutes(-5), 3), (border.AddMinutes(5), 4)); // the border's hour ends in the next period
        await SyncAsync(node, user, End.AddMinutes(1));
        await user.ChangeAsync("overage", End, End.AddMonths(1));
        await SyncAsync(node, user, End.AddMinutes(2));
        Provider.Receipts.ShouldHaveSingleItem().ShouldSatisfyAllConditions(r => r.Units.ShouldBe(3), r => r.At.ShouldBeLessThan(End));

        await SyncAsync(node, user, End.AddHours(2));
        Provider.Receipts.Count.ShouldBe(2);
        Provider.Receipts[1].ShouldSatisfyAllConditions(r => r.Units.ShouldBe(4), r => r.At.ShouldBeGreaterThanOrEqualTo(End));
        await SyncAsync(node, user, End.AddHours(4));
        (await user.SegmentsAsync()).Select(s => s.IsClosed).ShouldBe([true, false]);
    }

    [Fact]
    public async Task Sync_SubscriptionThatEnded_BillsItsLastMinutesBeforeTheInvoiceCloses()
    {
        var (node, user, _) = await SubscribedAsync(0);
        var ended = new DateTimeOffset(2026, 3, 20, 14, 2, 0, TimeSpan.Zero);
        await user.UseAsync("overage", (ended.AddMinutes(-1), 6));
        await user.ChangeAsync("overage", Start, End, change: s => (s.Status, s.EndedAt) = (Tollgate.Entitling.SubscriptionStatus.Canceled, ended));

        await SyncAsync(node, user, ended.AddMinutes(15));

        Provider.Receipts.ShouldHaveSingleItem().ShouldSatisfyAllConditions(r => r.Units.ShouldBe(6), r => r.At.ShouldBeLessThan(ended));
        (await user.SegmentsAsync()).Single().PeriodEnd.ShouldBe(ended);
    }

    [Fact]
    public async Task Flush_BeforeAChange_BillsTheRunningHour()
    {
        var (node, user, _) = await SubscribedAsync(0);
        Clock.Advance(Start.AddHours(3).AddMinutes(10) - Clock.GetUtcNow());
        await user.UseAsync("overage", (Start.AddHours(3).AddMinutes(5), 6));

        await node.Get<SyncMetering>().FlushAsync(user.Id, Token);
        Provider.Receipts.ShouldHaveSingleItem().Units.ShouldBe(6);
        await user.UseAsync("overage", (Start.AddHours(3).AddMinutes(6), 2));
        await SyncAsync(node, user, Start.AddHours(6));

        Provider.Sum(_ => true).ShouldBe(8);
    }

    [Theory]
    [InlineData(11)]
    [InlineData(45)]
    [InlineData(69)]
    public async Task Flush_RunsThatFollow_KeepWhatItBilled(int minutes)
    {
        var (node, user, _) = await SubscribedAsync(0);
        Clock.Advance(Start.AddHours(3).AddMinutes(10) - Clock.GetUtcNow());
        await user.UseAsync("overage", (Start.AddHours(3).AddMinutes(5), 6));
        await node.Get<SyncMetering>().FlushAsync(user.Id, Token);

        await SyncAsync(node, user, Start.AddHours(3).AddMinutes(minutes)); // the hour ends after 37, and is billed after 47 minutes

        (await user.EventsAsync()).ShouldHaveSingleItem().State.ShouldBe(MeterEventState.Sent);
        Provider.Sum(_ => true).ShouldBe(6);
    }

    [Fact]
    public async Task Sync_ChangeOfPlanInMidPeriod_BillsEachPlanByItself()
    {
        var (node, user, _) = await SubscribedAsync(10);
        await MeteredUser.SavePlansAsync(node, MeteredUser.PlanOf("scale", 5, "scale_units"));
        await user.UseAsync("overage", (Start.AddDays(2), 14));
        await user.ChangeAsync("scale", Start, End);
        await user.UseAsync("scale", (Start.AddDays(2).AddMinutes(2), 7));

        await SyncAsync(node, user, Start.AddDays(3));

        Provider.Sum(r => r.Meter == "api_units").ShouldBe(4);
        Provider.Sum(r => r.Meter == "scale_units").ShouldBe(2);
    }

    [Fact]
    public async Task Sync_MoreSeats_TakesBackWhatIsIncludedNow()
    {
        var (node, user, _) = await SubscribedAsync(10);
        await user.UseAsync("overage", (Start.AddDays(1), 25));
        await SyncAsync(node, user, Start.AddDays(1).AddHours(2));
        Provider.Sum(_ => true).ShouldBe(15);

        await user.ChangeAsync("overage", Start, End, seats: 2);
        await SyncAsync(node, user, Start.AddDays(1).AddHours(3));
        await SyncAsync(node, user, Start.AddDays(1).AddHours(4));
        Provider.Sum(_ => true).ShouldBe(5);

        await user.ChangeAsync("overage", Start, End, seats: 1); // fewer seats hold from the next period on
        await SyncAsync(node, user, Start.AddDays(1).AddHours(5));
        Provider.Sum(_ => true).ShouldBe(5);
        (await user.EventsAsync()).Select(e => (e.Units, e.State)).ShouldBe([(15, MeterEventState.Canceled), (5, MeterEventState.Sent)]);
    }

    [Fact]
    public async Task Sync_MoreSeatsTooLate_LeavesADifferenceThatUsageMakesUpFor()
    {
        var (node, user, _) = await SubscribedAsync(10);
        await user.UseAsync("overage", (Start.AddDays(1), 25));
        await SyncAsync(node, user, Start.AddDays(1).AddHours(2));

        await user.ChangeAsync("overage", Start, End, seats: 2);
        await SyncAsync(node, user, Start.AddDays(4));
        Provider.Sum(_ => true).ShouldBe(15); // the provider takes back for a day only
        await user.UseAsync("overage", (Start.AddDays(4), 12));
        await SyncAsync(node, user, Start.AddDays(5));

        Provider.Sum(_ => true).ShouldBe(17); // 37 used, 20 included
    }

    [Theory]
    [InlineData(MeterFault.LostAnswer, 1)]
    [InlineData(MeterFault.LostRequest, 0)]
    [InlineData(MeterFault.Busy, 0)]
    public async Task Send_UnclearAnswer_IsSentAgainAndCountsOnce(MeterFault fault, int arrived)
    {
        var (node, user, _) = await SubscribedAsync(0);
        await user.UseAsync("overage", (Start.AddHours(1), 9));
        Provider.Fault = () => fault;
        await SyncAsync(node, user, Start.AddHours(3));
        Provider.Receipts.Count.ShouldBe(arrived);
        (await user.EventsAsync()).Single().ShouldSatisfyAllConditions(
            e => e.State.ShouldBe(MeterEventState.Pending), e => e.Attempts.ShouldBe(1), e => e.Error.ShouldNotBeNull(), e => e.NextAttemptAt.ShouldBeGreaterThan(Clock.GetUtcNow()));

        Provider.Fault = () => MeterFault.None;
        await SyncAsync(node, user, Start.AddHours(3).AddSeconds(2));
        Provider.Calls.ShouldBe(1); // it waits
        await SyncAsync(node, user, Start.AddHours(4));

        Provider.Receipts.ShouldHaveSingleItem().Units.ShouldBe(9);
        Provider.RepeatedKeys.ShouldBe(0);
        (await user.EventsAsync()).Single().ShouldSatisfyAllConditions(e => e.State.ShouldBe(MeterEventState.Sent), e => e.Error.ShouldBeNull());
    }

    [Theory]
    [InlineData(MeterFault.LostAnswer)]
    [InlineData(MeterFault.LostRequest)]
    public async Task Send_UnclearForADay_IsDecidedByTheTotals(MeterFault fault)
    {
        var (node, user, _) = await SubscribedAsync(0);
        await user.UseAsync("overage", (Start.AddHours(1), 9));
        Provider.Fault = () => fault;
        await SyncAsync(node, user, Start.AddHours(3));
        Provider.Fault = () => MeterFault.None;

        await SyncAsync(node, user, Start.AddHours(27)); // the provider may have forgotten the identifier
        (await user.EventsAsync()).Single().State.ShouldBe(MeterEventState.Unknown);
        Provider.Calls.ShouldBe(1);
        await SyncAsync(node, user, Start.AddHours(28));

        Provider.Receipts.ShouldHaveSingleItem().Units.ShouldBe(9);
        (await user.EventsAsync()).Select(e => e.State).ShouldBe(
            fault == MeterFault.LostAnswer ? [MeterEventState.Sent] : [MeterEventState.Canceled, MeterEventState.Sent]);
    }

    [Fact]
    public async Task Send_TotalsThatCantBe_WaitForAPerson()
    {
        var (node, user, _) = await SubscribedAsync(0);
        await user.UseAsync("overage", (Start.AddHours(1), 9));
        Provider.Fault = () => MeterFault.LostRequest;
        await SyncAsync(node, user, Start.AddHours(3));
        Provider.Fault = () => MeterFault.None;
        var lost = (await user.EventsAsync()).Single();
        await Provider.SendMeterEventAsync(
            new MeterEvent { Identifier = "somebody-else", UserId = user.Id, SegmentId = 0, CustomerReference = lost.CustomerReference, Meter = lost.Meter, Units = 4, At = lost.At, CreatedAt = lost.At }, 0, Token);

        await SyncAsync(node, user, Start.AddHours(27));
        await SyncAsync(node, user, Start.AddHours(28));

        (await user.EventsAsync()).Single().ShouldSatisfyAllConditions(e => e.State.ShouldBe(MeterEventState.Unknown), e => e.Error!.ShouldContain("4 units"));
    }

    [Fact]
    public async Task Send_RefusedForGood_WaitsForAPersonAndIsNotWorkedOutAgain()
    {
        var (node, user, _) = await SubscribedAsync(0);
        await user.UseAsync("overage", (Start.AddHours(1), 9));
        Provider.Fault = () => MeterFault.Refused;
        await SyncAsync(node, user, Start.AddHours(3));
        await SyncAsync(node, user, Start.AddHours(4));

        (await user.EventsAsync()).Single().ShouldSatisfyAllConditions(e => e.State.ShouldBe(MeterEventState.Failed), e => e.Error.ShouldBe("no such meter"));
        Provider.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task Sync_LateUsageAfterTheInvoice_IsCarriedIntoTheRunningPeriod()
    {
        var (node, user, _) = await SubscribedAsync(10);
        await user.UseAsync("overage", (Start.AddDays(3), 12));
        await SyncAsync(node, user, Start.AddDays(4));
        await user.ChangeAsync("overage", End, End.AddMonths(1));
        await SyncAsync(node, user, End.AddHours(5));
        (await user.SegmentsAsync())[0].IsClosed.ShouldBeTrue();

        await user.UseAsync("overage", (Start.AddDays(20), 5));
        await SyncAsync(node, user, End.AddDays(2));

        Provider.Receipts.Select(r => r.Units).ShouldBe([2, 5]);
        Provider.Receipts[1].At.ShouldBeGreaterThan(End);
        var segments = await user.SegmentsAsync();
        Provider.Receipts.ShouldAllBe(r => r.SegmentId == segments[0].Id);
        await SyncAsync(node, user, End.AddDays(2).AddHours(1));
        (await user.SegmentsAsync())[0].IsClosed.ShouldBeTrue(); // closed again
    }

    [Fact]
    public async Task Send_ProviderAwayForAMonth_BillsEverythingOnce()
    {
        var (node, user, _) = await SubscribedAsync(10);
        await user.UseAsync("overage", (Start.AddDays(1), 12));
        Provider.Fault = () => MeterFault.LostRequest;
        for (var day = 2; day <= 31; day++)
        {
            await SyncAsync(node, user, Start.AddDays(day));
            if (day % 7 == 0)
            {
                await user.UseAsync("overage", (Start.AddDays(day - 0.5), 3));
            }
        }

        await user.ChangeAsync("overage", End, End.AddMonths(1));
        await SyncAsync(node, user, End.AddDays(1));
        Provider.Fault = () => MeterFault.None;
        for (var hour = 0; hour < 8; hour++)
        {
            await SyncAsync(node, user, End.AddDays(1).AddHours(1 + hour));
        }

        Provider.Sum(_ => true).ShouldBe(14); // 12 + 4 x 3 - 10
        ShouldBeOnInvoices(await user.SegmentsAsync());
        (await user.EventsAsync()).ShouldAllBe(e => e.State == MeterEventState.Sent || e.State == MeterEventState.Canceled);
    }

    [Fact]
    public async Task Send_NodeAwayUntilTheInvoiceIsClosed_CarriesWhatWasNeverSent()
    {
        var (node, user, _) = await SubscribedAsync(0);
        await user.UseAsync("overage", (Start.AddDays(1), 12));
        Provider.IsLive = null; // no key yet
        await SyncAsync(node, user, Start.AddDays(2));
        Provider.IsLive = false;
        await user.ChangeAsync("overage", End, End.AddMonths(1));

        await SyncAsync(node, user, End.AddHours(3));

        Provider.Receipts.ShouldHaveSingleItem().ShouldSatisfyAllConditions(r => r.Units.ShouldBe(12), r => r.At.ShouldBeGreaterThan(End));
        (await user.EventsAsync()).Select(e => e.State).ShouldBe([MeterEventState.Canceled, MeterEventState.Sent]);
    }

    [Fact]
    public async Task Sync_NoPeriodIsLeft_SendsNothingAndSaysSo()
    {
        var (node, user, _) = await SubscribedAsync(0);
        await user.ChangeAsync("overage", Start, End, change: s => (s.Status, s.EndedAt) = (Tollgate.Entitling.SubscriptionStatus.Canceled, Start.AddDays(9)));
        await SyncAsync(node, user, Start.AddDays(10));
        await user.UseAsync("overage", (Start.AddDays(8), 5));

        await SyncAsync(node, user, Start.AddDays(11));

        Provider.Receipts.ShouldBeEmpty();
        (await user.SegmentsAsync()).Single().IsClosed.ShouldBeFalse(); // the difference is shown as long as a period may come
        await SyncAsync(node, user, Start.AddDays(45));
        (await user.SegmentsAsync()).Single().IsClosed.ShouldBeTrue();
    }

    [Fact]
    public async Task Sync_ManyNodesAtOnce_BillEverythingOnceAndOneAtATime()
    {
        var (first, user, use) = await SubscribedAsync(3);
        var nodes = new List<TestNode> { first, Keep(TestNode.Create(use, Clock)), Keep(TestNode.Create(use, Clock)) };
        for (var hour = 1; hour <= 6; hour++)
        {
            await user.UseAsync("overage", (Start.AddHours(hour), 4));
            Clock.Advance(Start.AddHours(hour + 2) - Clock.GetUtcNow());
            await Task.WhenAll(nodes.Select(n => n.Get<SumUsage>().RunAsync(null, Token)));
            await Task.WhenAll(nodes.Select(n => n.Get<SyncMetering>().FlushAsync(user.Id, Token)).Concat(nodes.Select(n => RunAsync(n, user))));
        }

        await SyncAsync(first, user, Start.AddHours(12));
        Provider.Sum(_ => true).ShouldBe((6 * 4) - 3);
        Provider.Collisions.ShouldBe(0);
        Provider.Receipts.Select(r => r.Identifier).Distinct().Count().ShouldBe(Provider.Receipts.Count);
    }

    [Fact]
    public async Task Sync_NearTheOldestTimeThatCounts_NeverSendsAnOlderOne()
    {
        var (node, user, _) = await SubscribedAsync(0, Start.AddDays(200));
        await user.UseAsync("overage", (Start.AddDays(1), 5)); // a period that lasts longer than the provider looks back
        await SyncAsync(node, user, Start.AddDays(33));

        Provider.Receipts.ShouldHaveSingleItem().At.ShouldBeGreaterThan(Clock.GetUtcNow().AddDays(-35));
    }

    [Fact]
    public async Task Segments_OfAYear_AreItsMonths()
    {
        var (_, user, _) = await SubscribedAsync(10, Start.AddYears(1));

        var segments = await user.SegmentsAsync();

        segments.Count.ShouldBe(12);
        segments.ShouldAllBe(s => s.Included == 10);
        segments.Select(s => s.PeriodStart).ShouldBe(Enumerable.Range(0, 12).Select(m => Start.AddMonths(m)));
        segments[^1].PeriodEnd.ShouldBe(Start.AddYears(1));
    }

    [Fact]
    public async Task Segments_OfAPeriodThatIsCutShort_EndThere()
    {
        var (_, user, _) = await SubscribedAsync(10, Start.AddYears(1));
        Clock.Advance(Start.AddDays(45) - Clock.GetUtcNow());

        await user.ChangeAsync("overage", Start.AddDays(45), Start.AddDays(75));

        (await user.SegmentsAsync()).Select(s => (s.PeriodStart, s.PeriodEnd)).ShouldBe(
            [(Start, Start.AddMonths(1)), (Start.AddMonths(1), Start.AddDays(45)), (Start.AddDays(45), Start.AddDays(75))]);
    }

    [Fact]
    public async Task Segments_OfATrial_AreNone()
    {
        var (_, user, _) = await SubscribedAsync(10, change: s => s.Status = Tollgate.Entitling.SubscriptionStatus.Trialing);

        (await user.SegmentsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Sync_PlanThatIsBilledByUsageSinceLater_HasItsSegment()
    {
        var (node, user, _) = await SubscribedAsync(10, plan: "flat", overage: false);
        (await user.SegmentsAsync()).ShouldBeEmpty();
        await MeteredUser.SavePlansAsync(node, MeteredUser.PlanOf("flat", 10));

        await SyncAsync(node, user, Start.AddDays(1));

        (await user.SegmentsAsync()).ShouldHaveSingleItem().Included.ShouldBe(10);
    }

    /// <summary>Everything that the provider has was there before the invoice of its time was closed.</summary>
    private void ShouldBeOnInvoices(IReadOnlyList<BillingSegment> segments)
    {
        foreach (var receipt in Provider.Receipts.Where(r => !r.IsCanceled))
        {
            var period = segments.Where(s => s.PeriodStart <= receipt.At && receipt.At < s.PeriodEnd).ToList();
            period.ShouldNotBeEmpty($"{receipt} lies in no period");
            receipt.ReceivedAt.ShouldBeLessThan(period.Max(s => s.PeriodEnd).AddHours(1), $"{receipt} is on no invoice");
        }
    }
}
