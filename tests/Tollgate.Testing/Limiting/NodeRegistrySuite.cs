using Shouldly;
using Tollgate.Limiting;
using Xunit;

namespace Tollgate.Testing.Limiting;

/// <summary>Who counts as alive. Every test has the registry of an empty database.</summary>
public abstract class NodeRegistrySuite
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Heartbeat_OfSeveralNodes_CountsEachOnce()
    {
        var registry = await OpenAsync();

        (await registry.HeartbeatAsync("a", Token)).ShouldBe(1);
        (await registry.HeartbeatAsync("b", Token)).ShouldBe(2);
        (await registry.HeartbeatAsync("a", Token)).ShouldBe(2);
        (await NamesAsync()).ShouldBe(["a", "b"]);
    }

    [Fact]
    public async Task Heartbeat_NodeSilentForSixSeconds_IsNotCountedUntilItIsBack()
    {
        var registry = await OpenAsync();
        await registry.HeartbeatAsync("a", Token);
        await AgeAsync("a", TimeSpan.FromSeconds(6));

        (await registry.HeartbeatAsync("b", Token)).ShouldBe(1);
        (await registry.HeartbeatAsync("a", Token)).ShouldBe(2);
    }

    [Fact]
    public async Task Heartbeat_NodeSilentForAnHour_IsForgotten()
    {
        var registry = await OpenAsync();
        await registry.HeartbeatAsync("a", Token);
        await registry.HeartbeatAsync("b", Token);
        await AgeAsync("a", TimeSpan.FromMinutes(61));
        await AgeAsync("b", TimeSpan.FromMinutes(59));

        await registry.HeartbeatAsync("c", Token);

        (await NamesAsync()).ShouldBe(["b", "c"]);
    }

    [Fact]
    public async Task Leave_OneOfTwo_CountsTheOtherAlone()
    {
        var registry = await OpenAsync();
        await registry.HeartbeatAsync("a", Token);
        await registry.HeartbeatAsync("b", Token);

        await registry.LeaveAsync("a", Token);
        await registry.LeaveAsync("unknown", Token);

        (await registry.HeartbeatAsync("b", Token)).ShouldBe(1);
        (await NamesAsync()).ShouldBe(["b"]);
    }

    [Fact]
    public async Task Heartbeat_ManyAtOnce_AllSucceed()
    {
        var registry = await OpenAsync();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(n => registry.HeartbeatAsync($"node{n % 10}", Token)));

        (await registry.HeartbeatAsync("node0", Token)).ShouldBe(10);
    }

    /// <summary>A registry on an empty database.</summary>
    protected abstract Task<INodeRegistry> OpenAsync();

    /// <summary>Makes a node's latest heartbeat older by so much.</summary>
    protected abstract Task AgeAsync(string name, TimeSpan by);

    /// <summary>All names on the list, in order.</summary>
    protected abstract Task<IReadOnlyList<string>> NamesAsync();
}
