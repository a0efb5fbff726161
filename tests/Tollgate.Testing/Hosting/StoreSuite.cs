using System.Security.Cryptography;
using Tollgate.Administering;
using Tollgate.Limiting;
using Xunit;

namespace Tollgate.Testing.Hosting;

/// <summary>What the suites of stores and use cases share.</summary>
public abstract class StoreSuite(IStoreHost host) : IAsyncDisposable
{
    private readonly List<TestNode> _nodes = [];

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected IStoreHost Host => host;

    /// <summary>A name that no other test uses.</summary>
    protected static string NewName(string of) => $"{of}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";

    /// <summary>A node on the shared database.</summary>
    protected async Task<TestNode> NodeAsync(TimeProvider? clock = null) => Keep(TestNode.Create(await host.SharedAsync(), clock));

    /// <summary>A node on an empty database of its own.</summary>
    protected async Task<TestNode> EmptyAsync(TimeProvider? clock = null) => Keep(TestNode.Create(await host.CreateAsync(), clock));

    protected TestNode Keep(TestNode node)
    {
        _nodes.Add(node);
        return node;
    }

    /// <summary>Adds a user with a name that no other test uses.</summary>
    protected static Task<AddedUser> AddUserAsync(TestNode node, string? plan = null, bool withKey = false) =>
        node.Get<AddUser>().RunAsync(NewName("user"), plan, withKey, Token);

    protected static async Task<IReadOnlyList<InputError>> ErrorsOfAsync(Func<Task> action) =>
        (await Assert.ThrowsAsync<InvalidInputException>(action)).Errors;

    protected static WindowLimit Per(string window, long limit) => new(Window.Parse(window), limit);

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }
}
