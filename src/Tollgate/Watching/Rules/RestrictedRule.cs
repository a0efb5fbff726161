using Microsoft.Extensions.Options;
using Tollgate.Entitling;
using Tollgate.Notifying;

namespace Tollgate.Watching.Rules;

/// <summary>Customers whose limits are narrowed, from a warning to suspension.</summary>
internal sealed class RestrictedRule(ISubscriptionScan subscriptions, IOptions<AlertsOptions> options) : IAlertRule
{
    public string Name => "subscription_restricted";

    public TimeSpan Every => TimeSpan.FromMinutes(5);

    public async Task<IReadOnlyCollection<AlertFinding>> FindAsync(AlertRound round, CancellationToken cancellationToken) =>
    [
        .. (await subscriptions.FindAsync(new SubscriptionQuery { IsRestricted = true, Most = options.Value.MaxPerRule }, cancellationToken)).Select(Found),
    ];

    private static AlertFinding Found(Subscription subscription)
    {
        var subject = User.SubjectOf(subscription.UserId);
        return new AlertFinding
        {
            Thing = subject,
            Subject = subject,
            Level = (int)subscription.Restriction,
            Severity = subscription.Restriction == RestrictionLevel.Warning ? NotificationSeverity.Info : NotificationSeverity.Warning,
            Summary = subscription.Restriction switch
            {
                RestrictionLevel.Suspended => $"{subject} is suspended: every request is refused with 402.",
                RestrictionLevel.Limited => $"{subject} is limited to less than its plan '{subscription.PlanName}'.",
                _ => $"{subject} is warned; its limits are still full.",
            },
            Detail = (subscription.RestrictionReason is { } reason ? $"{reason} " : "") + (subscription.ManualRestriction == subscription.Restriction
                ? $"`tollgate users restrict {subject} none` lifts it."
                : $"A payment lifts it; `tollgate users show {subject}` shows what is owed, `tollgate users hold` gives more time."),
        };
    }
}
