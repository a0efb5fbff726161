using System.Globalization;
using Microsoft.Extensions.Options;
using Tollgate.Notifying;

namespace Tollgate.Watching.Rules;

/// <summary>Standbys that are behind: what a failover to them would lose, and how old reports from them are.</summary>
internal sealed class ReplicationRule(IDatabaseGauges gauges, IOptions<AlertsOptions> options) : IAlertRule
{
    public string Name => "replication_lag";

    /// <summary>Ten times as far behind is a new level.</summary>
    public async Task<IReadOnlyCollection<AlertFinding>> FindAsync(AlertRound round, CancellationToken cancellationToken) =>
    [
        .. (await gauges.MeasureStandbysAsync(cancellationToken)).Where(s => s.Behind >= options.Value.ReplicationLag).Select(s => new AlertFinding
        {
            Thing = s.Standby,
            Level = 1 + (int)Math.Log10(s.Behind / options.Value.ReplicationLag),
            Severity = NotificationSeverity.Warning,
            Summary = string.Create(CultureInfo.InvariantCulture, $"The standby {s.Standby} is {s.Behind.TotalSeconds:0.#} s behind."),
            Detail = "A failover now would lose that much. Check the network, the standby's disk, and long queries on it.",
        }),
    ];
}
