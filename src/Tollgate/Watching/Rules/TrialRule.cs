using System.Globalization;
using Microsoft.Extensions.Options;
using Tollgate.Entitling;
using Tollgate.Notifying;

namespace Tollgate.Watching.Rules;

/// <summary>Trials that end soon, or have ended and still give access.</summary>
internal sealed class TrialRule(ISubscriptionScan subscriptions, IOptions<AlertsOptions> options) : IAlertRule
{
    public string Name => "trial_ending";

    public TimeSpan Every => TimeSpan.FromMinutes(5);

    public async Task<IReadOnlyCollection<AlertFinding>> FindAsync(AlertRound round, CancellationToken cancellationToken)
    {
        var query = new SubscriptionQuery
        {
            Status = SubscriptionStatus.Trialing,
            EndsBefore = round.Now + options.Value.TrialEndingWithin,
            Most = options.Value.MaxPerRule,
        };
        return [.. (await subscriptions.FindAsync(query, cancellationToken)).Select(s => Found(s, round.Now))];
    }

    private static AlertFinding Found(Subscription subscription, DateTimeOffset now)
    {
        var (subject, end) = (User.SubjectOf(subscription.UserId), (subscription.TrialEndsAt ?? subscription.CurrentPeriodEnd)!.Value);
        var isOver = end <= now;
        return new AlertFinding
        {
            Thing = string.Create(CultureInfo.InvariantCulture, $"{subject}/{end.UtcDateTime:yyyy-MM-dd'T'HH:mm}"),
            Subject = subject,
            Level = isOver ? 2 : 1,
            Severity = isOver ? NotificationSeverity.Warning : NotificationSeverity.Info,
            Summary = string.Create(CultureInfo.InvariantCulture, $"The trial of {subject} on '{subscription.PlanName}' {(isOver ? "ended" : "ends")} {end.UtcDateTime:yyyy-MM-dd HH:mm}Z."),
            Detail = isOver ? "The status is still trialing, so access goes on: set it to active or canceled with `tollgate users subscribe`." : "A good time to talk to the customer.",
        };
    }
}
