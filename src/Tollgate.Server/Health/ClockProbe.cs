using Tollgate.Administering;
using Tollgate.Limiting;

namespace Tollgate.Server.Health;

/// <summary>Whether this node's clock agrees with the database's.</summary>
internal sealed class ClockProbe(LimitingGauges gauges) : IHealthProbe
{
    private const string Name = "clock";
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(2);

    /// <inheritdoc />
    public Task<IReadOnlyList<Finding>> CheckAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Finding>>([Check()]);

    private Finding Check()
    {
        var offset = gauges.ClockOffset;
        var seconds = Math.Abs(offset.TotalSeconds);
        return seconds > Tolerance.TotalSeconds
            ? new Finding(Name, Severity.Warning, $"This node's clock is {seconds:0.0} s {(offset > TimeSpan.Zero ? "behind" : "ahead of")} the database's; windows follow the database's, logs and certificates do not.", "Synchronise both clocks, e.g. with chrony.")
            : new Finding(Name, Severity.Ok, $"This node's clock agrees with the database's within {Tolerance.TotalSeconds:0} s.");
    }
}
