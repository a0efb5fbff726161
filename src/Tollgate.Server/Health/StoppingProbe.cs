using Tollgate.Administering;

namespace Tollgate.Server.Health;

/// <summary>Whether the node is on its way out.</summary>
internal sealed class StoppingProbe(IHostApplicationLifetime lifetime) : IHealthProbe
{
    /// <inheritdoc />
    public Task<IReadOnlyList<Finding>> CheckAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Finding>>(
        lifetime.ApplicationStopping.IsCancellationRequested
            ? [new Finding("node", Severity.Problem, "The node is stopping.")]
            : [new Finding("node", Severity.Ok, "The node is running.")]);
}
