using System.Globalization;
using Microsoft.Extensions.Options;
using Tollgate.Billing.Metering;
using Tollgate.Notifying;

namespace Tollgate.Watching.Rules;

/// <summary>Metered usage waits for the payment provider for long; it is urgent before the provider takes no events of that time any more.</summary>
internal sealed class MeteringBacklogRule(IMeteringStore store, IOptions<MeteringOptions> options) : IAlertRule
{
    public string Name => "metering_backlog";

    public TimeSpan Every => TimeSpan.FromMinutes(5);

    public async Task<IReadOnlyCollection<AlertFinding>> FindAsync(AlertRound round, CancellationToken cancellationToken)
    {
        var figures = await store.ReadFiguresAsync(cancellationToken);
        if (figures.OldestWaiting is not { } oldest || round.Now - oldest < options.Value.BacklogAge)
        {
            return [];
        }

        var isUrgent = round.Now - oldest >= MeteringLimits.NearlyPast;
        return
        [
            new AlertFinding
            {
                Thing = "outbox",
                Level = isUrgent ? 2 : 1,
                Severity = isUrgent ? NotificationSeverity.Critical : NotificationSeverity.Warning,
                Summary = string.Create(
                    CultureInfo.InvariantCulture,
                    $"{figures.Waiting:N0} meter events of {figures.Units:N0} units are not sent; the oldest waits since {oldest.UtcDateTime:u}."),
                Detail = isUrgent
                    ? "The payment provider takes usage of the last 35 days only: what waits longer can't be billed. `tollgate billing events --state pending` says why."
                    : "They are sent as soon as the payment provider takes them. `tollgate billing events --state pending` says why it does not.",
            },
        ];
    }
}
