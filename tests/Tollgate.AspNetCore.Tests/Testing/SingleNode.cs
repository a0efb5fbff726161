using Tollgate.Limiting;

namespace Tollgate.AspNetCore.Tests.Testing;

/// <summary>A node that is alone.</summary>
public sealed class SingleNode : INodeRegistry
{
    public Task<int> HeartbeatAsync(string nodeName, CancellationToken cancellationToken) => Task.FromResult(1);

    public Task LeaveAsync(string nodeName, CancellationToken cancellationToken) => Task.CompletedTask;
}
