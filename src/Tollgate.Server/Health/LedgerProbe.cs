using Tollgate.Administering;
using Tollgate.Limiting;

namespace Tollgate.Server.Health;

/// <summary>Whether decisions are exact: the ledger answers what the node asks it.</summary>
internal sealed class LedgerProbe(LimitingGauges gauges) : IHealthProbe
{
    /// <inheritdoc />
    public Task<IReadOnlyList<Finding>> CheckAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Finding>>(
        gauges.IsLedgerAvailable
            ? [new Finding("ledger", Severity.Ok, "The ledger answers; decisions are exact.")]
            : [new Finding("ledger", Severity.Warning, "The ledger did not answer the last statement.", "Units on lease are spent, then the failure policy decides; the node tries again within two seconds.")]);
}
