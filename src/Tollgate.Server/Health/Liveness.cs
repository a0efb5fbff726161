using Tollgate.Administering;
using Tollgate.Limiting;

namespace Tollgate.Server.Health;

/// <summary>Whether this process still works at all; only a restart cures what it finds, so it never asks the database.</summary>
internal sealed class Liveness(LedgerPump pump)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Looks at what must never stand still.</summary>
    public HealthReport Check()
    {
        var still = pump.SinceTick;
        return new HealthReport([still < Patience
            ? new Finding("process", Severity.Ok, "The process answers and its limiter runs.")
            : new Finding("process", Severity.Problem, $"The limiter has stood still for {still.TotalSeconds:0} s: requests may wait for ever.", "Restart the process.")]);
    }
}
