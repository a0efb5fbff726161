using Quartz.Extensibility;
using Tollgate.Hosting;

namespace Tollgate.Server.Maintaining;

/// <summary>Has Quartz call this node what everything else calls it.</summary>
internal sealed class NodeInstanceId(NodeIdentity node) : IInstanceIdGenerator
{
    /// <inheritdoc />
    public ValueTask<string> GenerateInstanceId(CancellationToken cancellationToken = default) => ValueTask.FromResult<string>(node.Name);
}
