namespace Tollgate.Limiting;

/// <summary>Which nodes share the database: sizes leases and local shares, and shows operators who is there.</summary>
public interface INodeRegistry
{
    /// <summary>Says that a node is alive; returns how many are, this one included: those heard of within 5 seconds by the database's clock.</summary>
    /// <param name="nodeName">The node, see <see cref="Hosting.NodeIdentity"/>.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<int> HeartbeatAsync(string nodeName, CancellationToken cancellationToken);

    /// <summary>Takes a node that stops off the list at once.</summary>
    /// <param name="nodeName">The node.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task LeaveAsync(string nodeName, CancellationToken cancellationToken);
}
