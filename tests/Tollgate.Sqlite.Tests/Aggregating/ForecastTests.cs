using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Tollgate.Administering;
using Tollgate.Aggregating;
using Tollgate.Limiting;
using Tollgate.Recording;
using Tollgate.Sqlite.Tests.Stores;
using Tollgate.Testing.Hosting;
using Tollgate.Testing.Recording;
using Xunit;

namespace Tollgate.Sqlite.Tests.Aggregating;

/// <summary>Forecasts, on a ledger whose clock the test sets.</summary>
public sealed class ForecastTests(SqliteStoreHost host) : StoreSuite(host), IClassFixture<SqliteStoreHost>
{
    [Fact]
    public async Task Forecast_PaceOfTheLastHours_SaysWhenTheDayIsUsedUp()
    {
        var (node, user) = await SetUpAsync();
        await ChargeAsync(node, user, hoursAgo: 5, units: 30);
        await ChargeAsync(node, user, hoursAgo: 2, units: 20);
        await ChargeAsync(node, user, hoursAgo: 24 * 6, units: 1_390);

        var forecast = await node.Get<ForecastUsage>().RunAsync(user, Token);

        forecast.Windows.Select(w => w.Window.Window.Name).ShouldBe(["day", "month"]);
        var (day, month) = (forecast.Windows[0], forecast.Windows[1]);
        day.UnitsPerHour.ShouldBe(10); // 50 units since 07:00, 5 hours ago
        day.UsedUpAt.ShouldBe(Events.Noon.AddHours(10)); // 100 left
        day.ExpectedAtReset.ShouldBe(120);
        month.UnitsPerHour.ShouldBe(10); // 1,440 units in 6 days
        month.UsedUpAt.ShouldBeNull(); // 6.5 days at 10 an hour
        month.ExpectedAtReset.ShouldBe(1_560);
    }

    [Fact]
    public async Task Forecast_NothingUsed_LastsAndEverythingUsed_IsUsedUpNow()
    {
        var (node, user) = await SetUpAsync();

        (await node.Get<ForecastUsage>().RunAsync(user, Token)).Windows.ShouldAllBe(w => w.UsedUpAt == null && w.UnitsPerHour == 0 && w.ExpectedAtReset == 0);

        var day = new QuotaSpec(user, "*", [Per("day", 100), Per("month", 30_000)]);
        await node.Get<IQuotaLedger>().GrantAsync([new LedgerAsk { Spec = day, Spans = day.SpansAt(Events.Noon.ToUnixTimeMilliseconds()), Wanted = 100, Minimum = 100 }], Token);
        var spent = (await node.Get<ForecastUsage>().RunAsync(user, Token)).Windows[0];
        spent.Window.Used.ShouldBe(100);
        spent.UsedUpAt.ShouldBe(Events.Noon);
        spent.UnitsPerHour.ShouldBe(100d / 12); // nothing is summed yet: the pace since midnight
    }

    private async Task<(TestNode Node, string Subject)> SetUpAsync()
    {
        var node = await EmptyAsync(new FakeTimeProvider(Events.Noon));
        await node.Get<SetUp>().RunAsync(null, Token);
        return (node, (await AddUserAsync(node, "free")).Account.User.Subject);
    }

    private static async Task ChargeAsync(TestNode node, string subject, int hoursAgo, long units)
    {
        await node.Get<IUsageStore>().AddAsync([Events.Served("a", hoursAgo, Events.Noon.AddHours(-hoursAgo)) with { Subject = subject, Charged = units }], Token);
        await node.Get<SumUsage>().RunAsync(null, Token);
    }
}
