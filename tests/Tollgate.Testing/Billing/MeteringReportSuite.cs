using Microsoft.EntityFrameworkCore;
using Shouldly;
using Tollgate.Administering;
using Tollgate.Billing;
using Tollgate.Billing.Metering;
using Tollgate.Entitling;
using Tollgate.Maintaining;
using Tollgate.Testing.Hosting;
using Tollgate.Watching;
using Tollgate.Watching.Rules;
using Xunit;

namespace Tollgate.Testing.Billing;

/// <summary>Every difference between usage and bill is named, and a person can settle it.</summary>
public abstract class MeteringReportSuite(IStoreHost host) : MeteredSuite(host)
{
    [Fact]
    public async Task Report_WhenAllIsBilled_AccountsForEveryUnit()
    {
        var (node, user, _) = await SubscribedAsync(100);
        await user.UseAsync("overage", (Start.AddHours(1), 80), (Start.AddHours(2), 50));
        await SyncAsync(node, user, Start.AddHours(5));

        var line = (await ReportAsync(node, user, isVerified: true)).Lines.ShouldHaveSingleItem();

        (line.Included, line.Recorded, line.Summed, line.Billable, line.Planned, line.Sent, line.SentInPeriod, line.Acknowledged).ShouldBe((100, 130, 130, 30, 30, 30, 30, 30));
        line.Differences.ShouldBeEmpty();
        line.IsProblem.ShouldBeFalse();
    }

    [Fact]
    public async Task Report_AfterAFlush_SaysThatTheRunningHourIsWorkedOut()
    {
        var (node, user, _) = await SubscribedAsync(1);
        Clock.Advance(Start.AddMinutes(10) - Clock.GetUtcNow());
        await user.UseAsync("overage", (Start.AddMinutes(5), 6));
        await node.Get<SyncMetering>().FlushAsync(user.Id, Token);

        var line = (await ReportAsync(node, user, isVerified: true)).Lines.ShouldHaveSingleItem();

        (line.Summed, line.Billable, line.Planned, line.Sent).ShouldBe((0, 0, 5, 5));
        line.Differences.ShouldHaveSingleItem().ShouldContain("5 units of hours that are not over are worked out already");
        line.IsProblem.ShouldBeFalse();
    }

    [Fact]
    public async Task Report_ProviderThatLostAnEvent_SaysSoAndAnAlertFollows()
    {
        var (node, user, _) = await SubscribedAsync(0);
        await user.UseAsync("overage", (Start.AddHours(1), 8));
        await SyncAsync(node, user, Start.AddHours(3));
        Provider.Forget(Provider.Receipts.Single().Identifier);

        var report = await ReportAsync(node, user, isVerified: true);
        report.IsProblem.ShouldBeTrue();
        report.Lines.Single().Differences.ShouldHaveSingleItem().ShouldContain("The provider has 0 units");
        Clock.Advance(TimeSpan.FromHours(1));
        (await node.Get<VerifyMetering>().RunAsync(null, Token)).Different.ShouldBeGreaterThanOrEqualTo(1);

        (await user.EventsAsync()).Single().ShouldSatisfyAllConditions(e => e.State.ShouldBe(MeterEventState.Sent), e => e.Error!.ShouldContain("0 units"));
        (await FindAsync<MeteringDifferenceRule>(node)).ShouldContain(f => f.Subject == User.SubjectOf(user.Id));
    }

    [Fact]
    public async Task Report_UsageThatCantBeBilled_NamesIt()
    {
        var (node, user, _) = await SubscribedAsync(0);
        await using (var context = await StoredRows.OpenAsync(node))
        {
            await context.BillingCustomers.Where(c => c.UserId == user.Id).ExecuteUpdateAsync(c => c.SetProperty(r => r.IsDeleted, true), Token);
        }

        await user.UseAsync("overage", (Start.AddHours(1), 8));
        await SyncAsync(node, user, Start.AddHours(3));

        var line = (await ReportAsync(node, user)).Lines.Single();
        line.IsProblem.ShouldBeTrue();
        line.Differences.ShouldHaveSingleItem().ShouldContain("8 units can't be billed");
        Provider.Calls.ShouldBe(0);
        (await FindAsync<MeteringDifferenceRule>(node)).ShouldContain(f => f.Subject == User.SubjectOf(user.Id));
    }

    [Fact]
    public async Task Report_CustomerOfTheOtherMode_IsNeverBilled()
    {
        var (node, user, _) = await SubscribedAsync(0);
        Provider.IsLive = true;
        await user.UseAsync("overage", (Start.AddHours(1), 8));

        await SyncAsync(node, user, Start.AddHours(3));

        Provider.Calls.ShouldBe(0);
    }

    [Fact]
    public async Task Retry_RefusedEvent_IsWorkedOutAnewUnderAnotherIdentifier()
    {
        var (node, user, _) = await SubscribedAsync(0);
        await user.UseAsync("overage", (Start.AddHours(1), 9));
        Provider.Fault = () => MeterFault.Refused;
        await SyncAsync(node, user, Start.AddHours(3));
        Provider.Fault = () => MeterFault.None;
        var refused = (await user.EventsAsync()).Single();
        (await ReportAsync(node, user)).IsProblem.ShouldBeTrue();
        (await FindAsync<MeteringFailedRule>(node)).ShouldContain(f => f.Subject == User.SubjectOf(user.Id) && f.Detail.Contains("no such meter", StringComparison.Ordinal));

        (await node.Get<RetryMeterEvent>().RunAsync(refused.Identifier, Token)).State.ShouldBe(MeterEventState.Canceled);
        await SyncAsync(node, user, Start.AddHours(4));

        Provider.Receipts.ShouldHaveSingleItem().ShouldSatisfyAllConditions(r => r.Units.ShouldBe(9), r => r.Identifier.ShouldNotBe(refused.Identifier));
        (await ReportAsync(node, user)).IsProblem.ShouldBeFalse();
        (await ErrorsOfAsync(() => node.Get<RetryMeterEvent>().RunAsync(refused.Identifier, Token))).Single().Message.ShouldContain("nothing to try again");
        (await ErrorsOfAsync(() => node.Get<RetryMeterEvent>().RunAsync("tg_nobody", Token))).Single().Message.ShouldContain("There is no meter event");
    }

    [Fact]
    public async Task Cancel_SentEvent_IsTakenBackAndNotBilledAgain()
    {
        var (node, user, _) = await SubscribedAsync(0);
        await user.UseAsync("overage", (Start.AddHours(1), 9));
        await SyncAsync(node, user, Start.AddHours(3));
        var sent = (await user.EventsAsync()).Single();

        (await node.Get<CancelMeterEvent>().RunAsync(sent.Identifier, Token)).State.ShouldBe(MeterEventState.Waiving);
        await SyncAsync(node, user, Start.AddHours(4));
        await user.UseAsync("overage", (Start.AddHours(4), 2));
        await SyncAsync(node, user, Start.AddHours(6));

        Provider.Sum(_ => true).ShouldBe(2);
        (await user.EventsAsync()).Select(e => e.State).ShouldBe([MeterEventState.Waived, MeterEventState.Sent]);
        (await ReportAsync(node, user, isVerified: true)).Lines.Single().ShouldSatisfyAllConditions(
            l => l.IsProblem.ShouldBeFalse(), l => l.Differences.ShouldHaveSingleItem().ShouldContain("9 units are not billed"));
    }

    [Theory]
    [InlineData(MeterFault.LostAnswer)]
    [InlineData(MeterFault.LostRequest)]
    [InlineData(MeterFault.CrashAfter)]
    public async Task Cancel_LostAnswer_IsDecidedByTheTotals(MeterFault fault)
    {
        var (node, user, _) = await SubscribedAsync(0);
        await user.UseAsync("overage", (Start.AddHours(1), 9));
        await SyncAsync(node, user, Start.AddHours(3));
        await node.Get<CancelMeterEvent>().RunAsync((await user.EventsAsync()).Single().Identifier, Token);
        Provider.Fault = () => fault;
        try
        {
            await SyncAsync(node, user, Start.AddHours(4));
        }
        catch (CrashedException)
        {
            // the node died
        }

        (await user.EventsAsync()).Single().State.ShouldBe(MeterEventState.Waiving);
        Provider.Fault = () => MeterFault.None;
        await SyncAsync(node, user, Start.AddHours(5));

        Provider.Sum(_ => true).ShouldBe(0);
        (await user.EventsAsync()).Single().State.ShouldBe(MeterEventState.Waived);
    }

    [Theory]
    [InlineData(MeterFault.ServerError, 2)]
    [InlineData(MeterFault.LostRequest, 0)]
    public async Task Cancel_Again_IsANewQuestionOnlyAfterAnAnswerThatWouldBeRepeated(MeterFault fault, int last)
    {
        var (node, user, _) = await SubscribedAsync(0);
        await user.UseAsync("overage", (Start.AddHours(1), 9));
        await SyncAsync(node, user, Start.AddHours(3));
        await node.Get<CancelMeterEvent>().RunAsync((await user.EventsAsync()).Single().Identifier, Token);
        Provider.Fault = () => fault;
        await SyncAsync(node, user, Start.AddHours(4));
        await SyncAsync(node, user, Start.AddHours(5));
        Provider.Fault = () => MeterFault.None;
        await SyncAsync(node, user, Start.AddHours(6));

        Provider.TakeBacks.ShouldBe([0, last / 2, last]);
        (await user.EventsAsync()).Single().State.ShouldBe(MeterEventState.Waived);
    }

    [Fact]
    public async Task Cancel_EventOfTheDayBefore_IsImpossibleAndSaysWhatToDo()
    {
        var (node, user, _) = await SubscribedAsync(0);
        await user.UseAsync("overage", (Start.AddHours(1), 9));
        await SyncAsync(node, user, Start.AddHours(3));
        Clock.Advance(TimeSpan.FromDays(1));

        var error = (await ErrorsOfAsync(async () => await node.Get<CancelMeterEvent>().RunAsync((await user.EventsAsync()).Single().Identifier, Token))).Single();

        error.Message.ShouldContain("credit the customer");
    }

    [Fact]
    public async Task Backlog_OldEvents_AreToldLouderTheLongerTheyWait()
    {
        var (node, user, _) = await SubscribedAsync(0, Start.AddYears(1));
        await user.UseAsync("overage", (Start.AddHours(1), 9));
        Provider.IsLive = null;
        await SyncAsync(node, user, Start.AddHours(3));

        Clock.Advance(TimeSpan.FromHours(2));
        (await FindAsync<MeteringBacklogRule>(node)).Single().Level.ShouldBeGreaterThanOrEqualTo(1);
        Clock.Advance(TimeSpan.FromDays(29));
        (await FindAsync<MeteringBacklogRule>(node)).Single().Level.ShouldBe(2);
        Provider.IsLive = false;
        await SyncAsync(node, user, Start.AddDays(33)); // carried: too old by now for its invoice
        Provider.Sum(r => r.Customer == user.Customer).ShouldBe(9);
    }

    [Fact]
    public async Task Task_OfTheDay_SaysWhatItWouldBillAndThenBills()
    {
        var (node, user, _) = await SubscribedAsync(0);
        await user.UseAsync("overage", (Start.AddHours(1), 9));
        Clock.Advance(Start.AddHours(3) - Clock.GetUtcNow());
        await node.Get<Tollgate.Aggregating.SumUsage>().RunAsync(null, Token);
        await node.Get<IMeteringStore>().EnsureSegmentsAsync(Token);
        var task = new SyncMeteredUsage(node.Get<SyncMetering>(), node.Get<VerifyMetering>());

        var dry = await task.RunAsync(new MaintenanceContext(true, Clock.GetUtcNow()), Token);
        dry.Lines.ShouldHaveSingleItem().ShouldContain("Would work out");
        Provider.Receipts.ShouldBeEmpty();
        var done = await task.RunAsync(new MaintenanceContext(false, Clock.GetUtcNow()), Token);

        done.Lines.ShouldContain(l => l.StartsWith("Worked out", StringComparison.Ordinal));
        Provider.Sum(r => r.Customer == user.Customer).ShouldBe(9);
        (task.Schedule, task.Step).ShouldBe((MaintenanceSchedule.Daily, MaintenanceStep.Reporting));
    }

    private static Task<BillingReport> ReportAsync(TestNode node, MeteredUser user, bool isVerified = false) =>
        node.Get<ReportBilling>().RunAsync(new BillingReportQuery { User = User.SubjectOf(user.Id), IsVerified = isVerified }, null, Token);

    private async Task<IReadOnlyCollection<AlertFinding>> FindAsync<T>(TestNode node)
        where T : IAlertRule => await node.Get<IEnumerable<IAlertRule>>().OfType<T>().Single().FindAsync(new AlertRound(Clock.GetUtcNow(), null, "node", []), Token);
}
