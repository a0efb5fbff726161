using System.Globalization;
using Microsoft.Extensions.Options;
using Tollgate.Notifying;

namespace Tollgate.Watching.Rules;

/// <summary>Events of the payment provider wait too long, are too many, or were given up.</summary>
internal sealed class WebhookRule(IBillingScan scan, IOptions<AlertsOptions> options) : IAlertRule
{
    public string Name => "webhook_backlog";

    public async Task<IReadOnlyCollection<AlertFinding>> FindAsync(AlertRound round, CancellationToken cancellationToken)
    {
        var settings = options.Value;
        var inbox = await scan.MeasureInboxAsync(cancellationToken);
        var findings = new List<AlertFinding>();
        if (inbox.OldestAt is { } oldest && round.Now - oldest >= settings.WebhookAge)
        {
            findings.Add(Waiting("age", (round.Now - oldest) / settings.WebhookAge, string.Create(
                CultureInfo.InvariantCulture, $"The oldest event of the payment provider has waited for {(round.Now - oldest).TotalMinutes:0} minutes.")));
        }

        if (inbox.Pending >= settings.WebhookEvents)
        {
            findings.Add(Waiting("count", (double)inbox.Pending / settings.WebhookEvents, string.Create(
                CultureInfo.InvariantCulture, $"{inbox.Pending:N0} events of the payment provider wait.")));
        }

        if (inbox.Dead > 0)
        {
            findings.Add(new AlertFinding
            {
                Thing = "dead",
                Level = 1 + (int)Math.Log10(inbox.Dead),
                Severity = NotificationSeverity.Warning,
                Summary = string.Create(CultureInfo.InvariantCulture, $"{inbox.Dead:N0} events of the payment provider were given up."),
                Detail = "Each names its reason in webhook_events. Replay them once the cause is gone: until then a payment may not be known here.",
            });
        }

        return findings;
    }

    /// <summary>Twice as much is a new level.</summary>
    private static AlertFinding Waiting(string thing, double times, string summary) => new()
    {
        Thing = thing,
        Level = 1 + (int)Math.Log2(times),
        Severity = NotificationSeverity.Warning,
        Summary = summary,
        Detail = "What they tell is not known here yet: who paid may still be restricted. The log says why they are not worked off; the payment provider may not answer.",
    };
}
