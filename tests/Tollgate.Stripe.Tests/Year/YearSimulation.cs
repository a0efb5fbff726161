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
            await world.Faults.BeginAsync(Token);
            await MoveAsync(midnight + anchor + TimeSpan.FromSeconds(world.Random.Next(12 * 60)));
            if (!world.Faults.IsStripeAway)
            {
                foreach (var customer in world.Customers)
                {
                    await LiveAsync(customer, day);
                }

                await world.Account.Server.SettleAsync(Token);
            }

            await UseAsync();
            await MoveAsync(midnight + anchor + TimeSpan.FromMinutes(46 + world.Random.Next(6)));
            if (world.Random.Next(5) < 3) // now and then nobody is there in time, and usage is carried into the next period
            {
                await ProcessAsync();
                await MeterAsync(looksBack: false);
            }
        }

        await MoveAsync(midnight.AddHours(26));
        await NightAsync(day);
    }

    private async Task LiveAsync(YearCustomer customer, int day)
    {
        try
        {
            await _life.LiveAsync(customer, day);
        }
        catch (InvalidOperationException exception)
        {
            throw new InvalidOperationException($"seed {world.Options.Seed}, day {day}, {customer.Subject} with {customer.Subscription} ({customer.Plan}): {exception.Message}", exception);
        }
    }

    private Task MoveAsync(DateTime to) => world.Account.Server.AdvanceAsync(new DateTimeOffset(to, TimeSpan.Zero), Token);

    /// <summary>Events are worked off, and customers ask.</summary>
    private async Task UseAsync()
    {
        using (world.Faults.LoseDatabase())
        {
            await ProcessAsync();
            await _traffic.AskAsync(world.Faults.DyingAt(YearFaults.Moment.Answering));
            await RecordAsync();
        }

        await world.Faults.BuryAsync();
    }

    private async Task ProcessAsync()
    {
        world.Faults.DyingAt(YearFaults.Moment.Processing);
        await EachAsync(Some(), async node =>
        {
            await node.Get<WebhookProcessor>().RunAsync(Token);
            await node.Get<IDueRestrictions>().ApplyAsync(node.Get<Tollgate.Hosting.NodeIdentity>().Name, Token);
        });
        await world.Faults.BuryAsync();
    }

    private async Task RecordAsync()
    {
        world.Nodes.ForEach(n => n.Journal());
        world.Faults.DyingAt(YearFaults.Moment.Shipping);
        await EachAsync(world.Nodes, node => node.ShipAsync());
    }

    private async Task MeterAsync(bool looksBack)
    {
        world.Faults.LoseAnswers();
        world.Faults.DyingAt(YearFaults.Moment.Metering);
        await EachAsync(Some(), async node =>
        {
            await node.Get<SumUsage>().RunAsync(null, Token);
            await node.Get<SyncMetering>().RunAsync(looksBack, null, Token);
        });
        await world.Faults.BuryAsync();
    }

    /// <summary>Mostly one node is the first to look, and now and then both are at it at once.</summary>
    private List<YearNode> Some()
    {
        var chance = world.Random.Next(5);
        return chance == 0 ? world.Nodes : [world.Nodes[chance % world.Nodes.Count]];
    }

    /// <summary>Some nodes at once, as in life.</summary>
    private Task EachAsync(List<YearNode> nodes, Func<YearNode, Task> work) => Task.WhenAll(nodes.Select(n => world.Faults.TryAsync(n, () => work(n))));

    private async Task NightAsync(int day)
    {
        var isCompared = day % 7 > 0 && !world.Faults.IsUncertain; // where every event came, nothing may be left to repair
        if (!isCompared)
        {
            await world.Faults.TryAsync(world.First, async () =>
            {
                await world.First.Get<FetchUndelivered>().RunAsync(Token);
                await world.First.Get<WebhookProcessor>().RunAsync(Token);
                await world.First.Get<SyncSubscriptions>().RunAsync(null, false, Token);
                isCompared = true;
            });
        }

        await ProcessAsync();
        await RecordAsync();
        await world.Faults.BuryAsync();
        if (day >= world.Options.Days || world.Random.Next(3) == 0)
        {
            await MeterAsync(looksBack: true);
        }

        if (isCompared)
        {
            world.Faults.IsUncertain = false;
            await new YearNight(world, day).CheckAsync();
        }
    }

    /// <summary>Nobody does anything any more; what is open is sent, and periods end for which something came late.</summary>
    private async Task SettleAsync()
    {
        await world.Faults.EndAsync(Token);
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
