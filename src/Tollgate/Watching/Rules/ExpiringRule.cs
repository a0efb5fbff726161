using System.Globalization;
using Microsoft.Extensions.Options;
using Tollgate.Entitling;
using Tollgate.Notifying;

namespace Tollgate.Watching.Rules;

/// <summary>Active subscriptions whose period ends soon, or has ended without being renewed.</summary>
internal sealed class ExpiringRule(ISubscriptionScan subscriptions, IOptions<AlertsOptions> options) : IAlertRule
{
    public string Name => "subscription_expiring";

    public TimeSpan Every => TimeSpan.FromMinutes(5);

    public async Task<IReadOnlyCollection<AlertFinding>> FindAsync(AlertRound round, CancellationToken cancellationToken)
    {
        var query = new SubscriptionQuery
        {
            Status = SubscriptionStatus.Active,
            EndsBefore = round.Now + options.Value.ExpiringWithin,
            Most = options.Value.MaxPerRule,
        };
        return [.. (await subscriptions.FindAsync(query, cancellationToken)).Select(s => Found(s, round.Now))];
    }

    private static AlertFinding Found(Subscription subscription, DateTimeOffset now)
    {
        var (subject, end) = (User.SubjectOf(subscription.UserId), subscription.CurrentPeriodEnd!.Value);
        var isOver = end <= now;
        return new AlertFinding
        {
            Thing = string.Create(CultureInfo.InvariantCulture, $"{subject}/{end.UtcDateTime:yyyy-MM-dd'T'HH:mm}"),
            Subject = subject,
            Level = isOver ? 2 : 1,
            Severity = isOver ? NotificationSeverity.Warning : NotificationSeverity.Info,
            Summary = string.Create(CultureInfo.InvariantCulture, $"The period of {subject} on '{subscription.PlanName}' {(isOver ? "ended" : "ends")} {end.UtcDateTime:yyyy-MM-dd HH:mm}Z{(isOver ? " and was not renewed" : "")}."),
            Detail = isOver
                ? "Access goes on until the subscription is canceled. Renew it, or run `tollgate users subscribe` with the status canceled."
                : "Nothing to do where a payment provider renews it.",
        };
    }
}
