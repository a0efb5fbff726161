using Tollgate.Administering;
using Tollgate.Hosting;

namespace Tollgate.Testing.Hosting;

/// <summary>A database that is created and set up when the first test asks for it.</summary>
public sealed class SharedDatabase
{
    private readonly Lazy<Task<Action<TollgateBuilder>>> _use;

    public SharedDatabase(Func<Task<Action<TollgateBuilder>>> create) => _use = new Lazy<Task<Action<TollgateBuilder>>>(() => SetUpAsync(create));

    public Task<Action<TollgateBuilder>> GetAsync() => _use.Value;

    private static async Task<Action<TollgateBuilder>> SetUpAsync(Func<Task<Action<TollgateBuilder>>> create)
    {
        var use = await create();
        await using var node = TestNode.Create(use);
        await node.Get<SetUp>().RunAsync(null, CancellationToken.None);
        return use;
    }
}
