using Microsoft.Extensions.Options;
using Tollgate.Entitling;
using Tollgate.Notifying;

namespace Tollgate.Watching.Rules;

/// <summary>Subscriptions whose payment is late.</summary>
internal sealed class PastDueRule(ISubscriptionScan subscriptions, IOptions<AlertsOptions> options) : IAlertRule
{
    public string Name => "subscription_past_due";

    public TimeSpan Every => TimeSpan.FromMinutes(5);

    public async Task<IReadOnlyCollection<AlertFinding>> FindAsync(AlertRound round, CancellationToken cancellationToken) =>
    [
        .. (await subscriptions.FindAsync(new SubscriptionQuery { Status = SubscriptionStatus.PastDue, Most = options.Value.MaxPerRule }, cancellationToken))
            .Select(s => new AlertFinding
            {
                Thing = User.SubjectOf(s.UserId),
                Subject = User.SubjectOf(s.UserId),
                Severity = NotificationSeverity.Warning,
                Summary = $"The subscription of {User.SubjectOf(s.UserId)} to '{s.PlanName}' is past due.",
                Detail = "A payment failed. Access goes on under the restriction in force; it ends with the payment or with `tollgate users subscribe`.",
            }),
    ];
}
