using Shouldly;
using Tollgate.Administering;
using Tollgate.Aggregating;
using Tollgate.Billing;
using Tollgate.Billing.Metering;
using Xunit;

namespace Tollgate.Stripe.Tests.Year;

/// <summary>The billing report about a period that begins within an hour.</summary>
public sealed class BillingReportTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Report_UsageJustBeforeThePeriod_IsExplainedAndNoProblem()
    {
        await using var world = await YearWorld.CreateAsync(new YearOptions(Seed: 1, Customers: 1, Days: 60, HasFaults: false));
        var (customer, traffic) = (world.Customers[0], new YearTraffic(world));
        var start = YearWorld.Start.Date.AddHours(33).AddMinutes(50);
        await MoveAsync(world, start);
        await world.Account.OpenAsync(customer);
        await world.Account.SubscribeAsync(customer, "pro", 1, 0);
        await MoveAsync(world, start.AddMonths(1).AddMinutes(-6));
        await traffic.AskAsync(customer, 9); // in the ledger's old month, and in the hour that the new period begins with
        await MoveAsync(world, start.AddMonths(1).AddMinutes(3));
        await traffic.AskAsync(customer, 5);
        await MoveAsync(world, start.AddMonths(1).AddHours(1));
        world.First.Journal();
        await world.First.ShipAsync();
        await world.First.Get<SumUsage>().RunAsync(null, Token);
        await world.First.Get<SyncMetering>().RunAsync(true, null, Token);

        var report = await world.First.Get<ReportBilling>().RunAsync(new BillingReportQuery { From = YearWorld.Start }, null, Token);

        var line = report.Lines[^1];
        (line.Admitted, line.Recorded, line.Summed).ShouldBe((5, 14, 14));
        line.Differences.ShouldContain(d => d.StartsWith("9 units were used in the hour", StringComparison.Ordinal));
        report.IsProblem.ShouldBeFalse();
    }

    private static async Task MoveAsync(YearWorld world, DateTime to)
    {
        await world.Account.Server.AdvanceAsync(new DateTimeOffset(to, TimeSpan.Zero), Token);
        await world.First.Get<WebhookProcessor>().RunAsync(Token);
    }
}
