using Tollgate.Entitling;

namespace Tollgate.Watching;

/// <summary>Tells what a plan said earlier.</summary>
public interface IPlanVersions
{
    /// <summary>The definitions of a plan that were in force since an instant, the current one first; the last is that of the instant itself.</summary>
    Task<IReadOnlyList<Plan>> FindSinceAsync(string name, DateTimeOffset since, CancellationToken cancellationToken);
}
