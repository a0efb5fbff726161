using System.Globalization;
using Microsoft.Extensions.Options;
using Tollgate.Notifying;

namespace Tollgate.Watching.Rules;

/// <summary>This node's clock differs from the database's.</summary>
internal sealed class ClockRule(IDatabaseGauges gauges, IOptions<AlertsOptions> options) : IAlertRule
{
    public string Name => "clock_skew";

    public bool IsLocal => true;

    public async Task<IReadOnlyCollection<AlertFinding>> FindAsync(AlertRound round, CancellationToken cancellationToken)
    {
        var skew = await gauges.MeasureSkewAsync(cancellationToken);
        return skew.Duration() < options.Value.ClockSkew ? [] :
        [
            new AlertFinding
            {
                Thing = round.Node,
                Severity = NotificationSeverity.Warning,
                Summary = string.Create(CultureInfo.InvariantCulture, $"The clock of node {round.Node} is {skew.Duration().TotalSeconds:0.###} s {(skew > TimeSpan.Zero ? "behind" : "ahead of")} the database's."),
                Detail = "Limits stay exact: windows go by the database's clock. Logs and expiry times do not; let NTP keep both clocks.",
            },
        ];
    }
}
