using Tollgate.Administering;
using Tollgate.Aggregating;
using Tollgate.Billing;
using Tollgate.Billing.Metering;
using Tollgate.Billing.Restricting;
using Xunit;

namespace Tollgate.Stripe.Tests.Year;

/// <summary>Goes through the days of a world, and does by hand what the workers of its nodes would.</summary>
internal sealed class YearSimulation(YearWorld world)
{
    private static readonly TimeSpan[] Anchors = [new(9, 40, 0), new(15, 40, 0)];
    private readonly YearLife _life = new(world);
    private readonly YearTraffic _traffic = new(world);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<YearWorld> RunAsync(YearOptions options)
    {
        var world = await YearWorld.CreateAsync(options);
        try
        {
            var simulation = new YearSimulation(world);
            for (var day = 0; day < options.Days; day++)
            {
                await simulation.LiveAsync(day);
            }

            await simulation.SettleAsync();
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    /// <summary>A day: twice people buy and use, and each time an hour and a half later the usage of the hours before is sent; at night everything is compared.</summary>
    private async Task LiveAsync(int day)
    {
        var midnight = YearWorld.Start.Date.AddDays(day);
        foreach (var anchor in Anchors)
        {
            await MoveAsync(midnight + anchor + TimeSpan.FromSeconds(world.Random.Next(12 * 60)));
            await ProcessAsync();
            foreach (var customer in world.Customers)
            {
                await _life.LiveAsync(customer, day);
            }

            await world.Account.Server.SettleAsync(Token);
            await ProcessAsync();
            await _traffic.AskAsync();
            await RecordAsync();
            await MoveAsync(midnight + anchor + TimeSpan.FromMinutes(46 + world.Random.Next(6)));
            await ProcessAsync();
            await _traffic.AskAsync();
            await RecordAsync();
            await MeterAsync(looksBack: false);
        }

        await MoveAsync(midnight.AddHours(26));
        await NightAsync(day);
    }

    private Task MoveAsync(DateTime to) => world.Account.Server.AdvanceAsync(new DateTimeOffset(to, TimeSpan.Zero), Token);

    private async Task ProcessAsync()
    {
        foreach (var node in world.Nodes)
        {
            await node.Get<WebhookProcessor>().RunAsync(Token);
            await node.Get<IDueRestrictions>().ApplyAsync(node.Get<Tollgate.Hosting.NodeIdentity>().Name, Token);
        }
    }

    private async Task RecordAsync()
    {
        foreach (var node in world.Nodes)
        {
            node.Journal();
            await node.ShipAsync();
        }
    }

    private async Task MeterAsync(bool looksBack)
    {
        await world.First.Get<SumUsage>().RunAsync(null, Token);
        await world.First.Get<SyncMetering>().RunAsync(looksBack, null, Token);
    }

    private async Task NightAsync(int day)
    {
        await world.First.Get<FetchUndelivered>().RunAsync(Token);
        await ProcessAsync();
        await world.First.Get<SyncSubscriptions>().RunAsync(null, false, Token);
        await MeterAsync(looksBack: true);
        await new YearNight(world, day).CheckAsync();
    }

    /// <summary>Nobody does anything any more; what is open is sent, and periods end for which something came late.</summary>
    private async Task SettleAsync()
    {
        for (var day = world.Options.Days; day < world.Options.Days + 35; day++)
        {
            var midnight = YearWorld.Start.Date.AddDays(day);
            foreach (var anchor in Anchors)
            {
                await MoveAsync(midnight + anchor + TimeSpan.FromMinutes(46));
                await ProcessAsync();
                await RecordAsync();
                await MeterAsync(looksBack: true);
            }

            await MoveAsync(midnight.AddHours(26));
            await NightAsync(day);
        }
    }
}
