using System.Globalization;
using Microsoft.Extensions.Options;
using Tollgate.Notifying;

namespace Tollgate.Watching.Rules;

/// <summary>The ledger has grown beyond what is expected.</summary>
internal sealed class LedgerRule(IDatabaseGauges gauges, IOptions<AlertsOptions> options) : IAlertRule
{
    public string Name => "ledger_rows";

    public TimeSpan Every => TimeSpan.FromMinutes(15);

    /// <summary>Twice as many rows is a new level.</summary>
    public async Task<IReadOnlyCollection<AlertFinding>> FindAsync(AlertRound round, CancellationToken cancellationToken)
    {
        var rows = await gauges.CountLedgerRowsAsync(cancellationToken);
        return rows < options.Value.LedgerRows ? [] :
        [
            new AlertFinding
            {
                Thing = "rate_limit_ledger",
                Level = 1 + (int)Math.Log2((double)rows / options.Value.LedgerRows),
                Severity = NotificationSeverity.Warning,
                Summary = string.Create(CultureInfo.InvariantCulture, $"The ledger has {rows:N0} rows."),
                Detail = "One row per subject and scope: many come from anonymous addresses, or from clean-up that does not run. Tollgate:Alerts:LedgerRows sets what is expected.",
            },
        ];
    }
}
