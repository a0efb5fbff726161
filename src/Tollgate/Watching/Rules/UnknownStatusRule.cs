using Microsoft.Extensions.Options;
using Tollgate.Entitling;
using Tollgate.Notifying;

namespace Tollgate.Watching.Rules;

/// <summary>Subscriptions in a state that this version does not know: their customers are on the default plan until somebody looks.</summary>
internal sealed class UnknownStatusRule(IBillingScan scan, IOptions<AlertsOptions> options) : IAlertRule
{
    public string Name => "subscription_unknown";

    public TimeSpan Every => TimeSpan.FromMinutes(5);

    public async Task<IReadOnlyCollection<AlertFinding>> FindAsync(AlertRound round, CancellationToken cancellationToken) =>
    [
        .. (await scan.FindUnknownAsync(options.Value.MaxPerRule, cancellationToken)).DistinctBy(f => f.UserId).Select(f => new AlertFinding
        {
            Thing = User.SubjectOf(f.UserId),
            Subject = User.SubjectOf(f.UserId),
            Severity = NotificationSeverity.Warning,
            Summary = $"A subscription of {User.SubjectOf(f.UserId)} has a state that is not known here{(f.Status is { } status ? $": {status}" : "")}.",
            Detail = "It gives no access. A newer version of Tollgate may know the state; until then `tollgate users subscribe` sets one by hand.",
        }),
    ];
}
