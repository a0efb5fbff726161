namespace Tollgate.Server.Health;

/// <summary>Whether this node should get requests, and everything that is wrong with it.</summary>
internal sealed class Readiness(IEnumerable<IHealthProbe> probes)
{
    /// <summary>Asks all probes at once.</summary>
    public async Task<HealthReport> CheckAsync(CancellationToken cancellationToken)
    {
        var findings = await Task.WhenAll(probes.Select(p => p.CheckAsync(cancellationToken)));
        return new HealthReport([.. findings.SelectMany(f => f)]);
    }
}
