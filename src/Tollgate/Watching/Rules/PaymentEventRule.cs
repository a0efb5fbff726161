using System.Globalization;
using Tollgate.Billing;
using Tollgate.Notifying;

namespace Tollgate.Watching.Rules;

/// <summary>Events of the payment provider that were given up, wait too long, fit no plan, or tell that an invoice could not be made final.</summary>
internal sealed class PaymentEventRule(IWebhookInbox inbox, IPaymentProvider provider) : IAlertRule
{
    private const int Most = 50;
    private static readonly TimeSpan TooLong = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Fresh = TimeSpan.FromDays(3);

    public string Name => "payment_events";

    public TimeSpan Every => TimeSpan.FromMinutes(5);

    public async Task<IReadOnlyCollection<AlertFinding>> FindAsync(AlertRound round, CancellationToken cancellationToken)
    {
        if (provider.IsLive is null)
        {
            return [];
        }

        var found = Look(await inbox.CountAsync(cancellationToken)).ToList();
        var unpriced = await inbox.ListAsync(new WebhookQuery { State = WebhookState.Ignored, Take = Most }, cancellationToken);
        found.AddRange(unpriced.Where(e => IsFresh(e, round) && e.Reason!.StartsWith(BillingNews.UnknownPrice, StringComparison.Ordinal)).DistinctBy(e => e.WorkKey).Select(Unpriced));
        var unfinished = await inbox.ListAsync(new WebhookQuery { Type = "invoice.finalization_failed", Take = Most }, cancellationToken);
        found.AddRange(unfinished.Where(e => IsFresh(e, round)).DistinctBy(e => e.ObjectReference).Select(Unfinished));
        return found;
    }

    private static bool IsFresh(WebhookEvent told, AlertRound round) => told.ReceivedAt > round.Now - Fresh;

    private static IEnumerable<AlertFinding> Look(InboxFigures figures)
    {
        if (figures.Dead > 0)
        {
            yield return new AlertFinding
            {
                Thing = "dead",
                Severity = NotificationSeverity.Warning,
                Summary = $"{figures.Dead.ToString(CultureInfo.InvariantCulture)} events of the payment provider were given up.",
                Detail = "`tollgate stripe events list --state dead` says why; `tollgate stripe events replay --dead` has them done again.",
            };
        }

        if (figures.OldestPendingAge > TooLong)
        {
            yield return new AlertFinding
            {
                Thing = "waiting",
                Severity = NotificationSeverity.Warning,
                Summary = $"Events of the payment provider have waited for {figures.OldestPendingAge.Value.TotalMinutes.ToString("0", CultureInfo.InvariantCulture)} minutes.",
                Detail = "Subscriptions may be older than the provider has them. `tollgate stripe events list --state pending` says why.",
            };
        }

        if (figures.UnknownStatuses > 0)
        {
            yield return new AlertFinding
            {
                Thing = "unknown_status",
                Severity = NotificationSeverity.Warning,
                Summary = $"{figures.UnknownStatuses.ToString(CultureInfo.InvariantCulture)} subscriptions have a status that this version does not know.",
                Detail = "Their customers have the default plan. Update Tollgate, and look at the subscriptions at the payment provider.",
            };
        }
    }

    private static AlertFinding Unpriced(WebhookEvent told) => new()
    {
        Thing = $"price/{told.WorkKey}",
        Summary = $"The subscription {told.WorkKey} is to a price that no plan has.",
        Detail = told.Reason ?? "",
    };

    private static AlertFinding Unfinished(WebhookEvent told) => new()
    {
        Thing = $"finalization/{told.ObjectReference}",
        Summary = $"The payment provider could not make the invoice {told.ObjectReference} final; nobody can pay it.",
        Detail = "Access stays as it is. Look at the invoice at the payment provider: an address or a tax id is often missing.",
    };
}
