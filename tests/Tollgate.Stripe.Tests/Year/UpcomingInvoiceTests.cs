using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Tollgate.Billing;
using Tollgate.Billing.Metering;
using Tollgate.EntityFrameworkCore;
using Xunit;

namespace Tollgate.Stripe.Tests.Year;

/// <summary>Usage of a customer whose next invoice is near is sent at once.</summary>
public sealed class UpcomingInvoiceTests
{
    private static readonly TimeSpan Before = TimeSpan.FromHours(3);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task InvoiceUpcoming_ToldTwice_SendsTheHoursThatAreOverOnceAndAsksNothing()
    {
        await using var world = await YearWorld.CreateAsync(new YearOptions(Seed: 1, Customers: 1, Days: 60, HasFaults: false) { UpcomingBefore = Before });
        var (customer, traffic) = (world.Customers[0], new YearTraffic(world));
        await world.Account.OpenAsync(customer);
        await world.Account.SubscribeAsync(customer, "payg", 1, 0);
        await world.Account.Server.SettleAsync(Token);
        await world.First.Get<WebhookProcessor>().RunAsync(Token);
        var item = world.Account.Server.Find(customer.Subscription!)!["items"]!["data"]![0]!;
        var end = DateTimeOffset.FromUnixTimeSeconds(item["current_period_end"]!.GetValue<long>());
        await world.Account.Server.AdvanceAsync(end - Before - TimeSpan.FromHours(2), Token);
        await traffic.AskAsync(customer, 9);
        await world.Account.Server.AdvanceAsync(end - Before - TimeSpan.FromMinutes(1), Token);
        await traffic.AskAsync(customer, 5); // of the hour that runs when it is told
        world.First.Journal();
        await world.First.ShipAsync();
        world.Account.Server.Requests.Clear();
        world.Account.Server.Webhooks.SetCopies(2);

        await world.Account.Server.AdvanceAsync(end - Before, Token);
        await world.First.Get<WebhookProcessor>().RunAsync(Token);
        world.First.Get<MeteringSignal>().Set(customer.Id); // as if another event had told the same
        await WorkAsync(world);

        var told = (await world.First.Get<IWebhookInbox>().ListAsync(new WebhookQuery { Type = "invoice.upcoming" }, Token)).ShouldHaveSingleItem();
        (told.State, told.Reason).ShouldBe((WebhookState.Done, null));
        world.Account.Server.Requests.Reads.ShouldBeEmpty( "what is near is no reason to ask");
        (await SentAsync(world)).ShouldBe([9]);

        await world.First.Get<SyncMetering>().RunAsync(true, null, Token);
        (await SentAsync(world)).ShouldBe([9], "the next round has nothing to add");
        await world.Account.Server.AdvanceAsync(end - TimeSpan.FromMinutes(50), Token);
        await world.First.Get<Tollgate.Aggregating.SumUsage>().RunAsync(null, Token);
        await world.First.Get<SyncMetering>().RunAsync(false, null, Token);
        (await SentAsync(world)).ShouldBe([5, 9]);
    }

    /// <summary>Runs the worker until it has sent something and waits again.</summary>
    private static async Task WorkAsync(YearWorld world)
    {
        using var worker = ActivatorUtilities.CreateInstance<UpcomingInvoiceWorker>(world.First.Get<IServiceProvider>());
        await worker.StartAsync(Token);
        await StripeNode.UntilAsync(() => SentAsync(world), sent => sent.Count > 0);
        await worker.StopAsync(Token);
    }

    private static async Task<IReadOnlyList<long>> SentAsync(YearWorld world)
    {
        await using var context = await world.First.Get<IDbContextFactory<TollgateDbContext>>().CreateDbContextAsync(Token);
        return [.. context.MeterEvents.Where(e => e.State == MeterEventState.Sent).Select(e => e.Units).AsEnumerable().Order()];
    }
}
