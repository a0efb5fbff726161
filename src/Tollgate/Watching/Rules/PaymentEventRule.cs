using Tollgate.Billing;
using Tollgate.Notifying;

namespace Tollgate.Watching.Rules;

/// <summary>Events of the payment provider that fit no plan, or tell that an invoice could not be made final.</summary>
internal sealed class PaymentEventRule(IWebhookInbox inbox, IPaymentProvider provider) : IAlertRule
{
    private const int Most = 50;
    private static readonly TimeSpan Fresh = TimeSpan.FromDays(3);

    public string Name => "payment_events";

    public TimeSpan Every => TimeSpan.FromMinutes(5);

    public async Task<IReadOnlyCollection<AlertFinding>> FindAsync(AlertRound round, CancellationToken cancellationToken)
    {
        if (provider.IsLive is null)
        {
            return [];
        }

        var found = new List<AlertFinding>();
        var unpriced = await inbox.ListAsync(new WebhookQuery { State = WebhookState.Ignored, Take = Most }, cancellationToken);
        found.AddRange(unpriced.Where(e => IsFresh(e, round) && e.Reason!.StartsWith(BillingNews.UnknownPrice, StringComparison.Ordinal)).DistinctBy(e => e.WorkKey).Select(Unpriced));
        var unfinished = await inbox.ListAsync(new WebhookQuery { Type = "invoice.finalization_failed", Take = Most }, cancellationToken);
        found.AddRange(unfinished.Where(e => IsFresh(e, round)).DistinctBy(e => e.ObjectReference).Select(Unfinished));
        return found;
    }

    private static bool IsFresh(WebhookEvent told, AlertRound round) => told.ReceivedAt > round.Now - Fresh;

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
