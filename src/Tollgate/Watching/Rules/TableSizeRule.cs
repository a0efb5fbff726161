using System.Globalization;
using Microsoft.Extensions.Options;
using Tollgate.Notifying;

namespace Tollgate.Watching.Rules;

/// <summary>Tables that have grown beyond what is expected.</summary>
internal sealed class TableSizeRule(IDatabaseGauges gauges, IOptions<AlertsOptions> options) : IAlertRule
{
    private const double Gigabyte = 1L << 30;

    public string Name => "table_size";

    public TimeSpan Every => TimeSpan.FromMinutes(15);

    /// <summary>Twice as many bytes is a new level.</summary>
    public async Task<IReadOnlyCollection<AlertFinding>> FindAsync(AlertRound round, CancellationToken cancellationToken) =>
    [
        .. (await gauges.MeasureTablesAsync(cancellationToken)).Where(t => t.Bytes >= options.Value.TableBytes).Select(t => new AlertFinding
        {
            Thing = t.Table,
            Level = 1 + (int)Math.Log2((double)t.Bytes / options.Value.TableBytes),
            Severity = NotificationSeverity.Warning,
            Summary = string.Create(CultureInfo.InvariantCulture, $"{t.Table} takes {t.Bytes / Gigabyte:0.##} GiB."),
            Detail = "Check that clean-up runs and how long data is kept, and that the disk has room. Tollgate:Alerts:TableBytes sets what is expected.",
        }),
    ];
}
