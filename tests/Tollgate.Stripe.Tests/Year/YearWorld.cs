using Tollgate.Administering;
using Tollgate.Testing.Hosting;
using Xunit;

namespace Tollgate.Stripe.Tests.Year;

/// <summary>Everything there is in a simulation: a clock, an account, a database, two nodes and the customers.</summary>
internal sealed class YearWorld : IAsyncDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 1, 28, 6, 0, 0, TimeSpan.Zero);
    private readonly DirectoryInfo _folder = Folder();

    private YearWorld(YearOptions options)
    {
        Options = options;
        Random = new Random(options.Seed);
        Faults = new YearFaults(this);
    }

    public YearOptions Options { get; }

    public Random Random { get; }

    public MovableClock Clock { get; } = new();

    public YearAccount Account { get; private set; } = null!;

    public YearFaults Faults { get; }

    public List<YearNode> Nodes { get; } = [];

    public List<YearCustomer> Customers { get; } = [];

    public string Database => Path.Combine(_folder.FullName, "tollgate.db");

    /// <summary>The first node: the one that webhooks come to.</summary>
    public YearNode First => Nodes[0];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<YearWorld> CreateAsync(YearOptions options)
    {
        var world = new YearWorld(options);
        world.Clock.Advance(Start - world.Clock.GetUtcNow());
        world.Account = await YearAccount.StartAsync(world.Clock, options);
        world.Nodes.Add(await world.StartNodeAsync(0));
        world.Nodes.Add(await world.StartNodeAsync(0));
        await world.First.Get<IPlanStore>().SaveAsync([.. world.Account.Plans.Values], [], Token);
        world.Account.Server.Webhooks.Add(world.First.Webhook, secret: YearNode.Secret);
        for (var i = 0; i < options.Customers; i++)
        {
            world.Customers.Add(await world.MakeCustomerAsync(i));
        }

        return world;
    }

    /// <summary>Kills a node; another one takes its place, its port and what it left behind.</summary>
    public async Task ReplaceAsync(int index)
    {
        var port = Nodes[index].Url.Port;
        await Nodes[index].DisposeAsync();
        Nodes[index] = await StartNodeAsync(port);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in Nodes)
        {
            await node.DisposeAsync();
        }

        await Account.DisposeAsync();
        SqliteFolder.Remove(_folder);
    }

    /// <summary>In memory where there is such a folder: a year has tens of thousands of transactions, and no machine goes down here.</summary>
    private static DirectoryInfo Folder() => Directory.Exists("/dev/shm")
        ? Directory.CreateDirectory($"/dev/shm/tollgate-year-{Guid.NewGuid():N}")
        : Directory.CreateTempSubdirectory("tollgate-year-");

    private Task<YearNode> StartNodeAsync(int port) => YearNode.StartAsync(Database, Clock, Account.Server.Address, port);

    /// <summary>One in ten never buys; a third comes at once and the others over the year.</summary>
    private async Task<YearCustomer> MakeCustomerAsync(int number)
    {
        var user = (await First.Get<AddUser>().RunAsync($"customer-{number}", null, false, Token)).Account.User;
        var days = Math.Max(1, Options.Days - 45);
        return new YearCustomer
        {
            Id = user.Id,
            Name = user.Name,
            Subject = Entitling.User.SubjectOf(user.Id),
            BuysOn = Random.Next(10) == 0 ? null : Random.Next(3) == 0 ? Random.Next(Math.Min(5, days)) : Random.Next(days),
            Busyness = 0.03 + (0.3 * Random.NextDouble()),
        };
    }
}
