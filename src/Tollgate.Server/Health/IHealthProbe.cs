using Tollgate.Administering;

namespace Tollgate.Server.Health;

/// <summary>Looks at one thing that the node needs. A problem means that the node can't do its job, a warning that something is lost.</summary>
internal interface IHealthProbe
{
    /// <summary>Looks; answers within about two seconds whatever happens.</summary>
    Task<IReadOnlyList<Finding>> CheckAsync(CancellationToken cancellationToken);
}
