using Tollgate.Administering;
using Tollgate.Entitling;

namespace Tollgate.Server.Health;

/// <summary>Whether the node hears of changed plans and revoked keys.</summary>
internal sealed class ChangeFeedProbe(ChangeFeedState state) : IHealthProbe
{
    private const string Name = "changes";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <inheritdoc />
    public Task<IReadOnlyList<Finding>> CheckAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Finding>>(
        state.SilentFor is { } silent && silent > Patience
            ? [new Finding(Name, Severity.Warning, $"The change feed has been silent for {silent.TotalSeconds:0} s: changed plans and revoked keys may hold as long as Tollgate:Entitling:CacheDuration.", "It connects again by itself; the log says what is in the way.")]
            : [new Finding(Name, Severity.Ok, "Changes of plans, users and keys are heard.")]);
}
