using System.Globalization;
using Microsoft.Extensions.Options;
using Tollgate.Billing;
using Tollgate.Billing.Metering;
using Tollgate.Entitling;
using Tollgate.Notifying;

namespace Tollgate.Watching.Rules;

/// <summary>Meter events that the payment provider refused for good: usage that is not billed until a person does something.</summary>
internal sealed class MeteringFailedRule(IMeteringStore store, IOptions<AlertsOptions> options) : IAlertRule
{
    public string Name => "metering_failed";

    public TimeSpan Every => TimeSpan.FromMinutes(5);

    public async Task<IReadOnlyCollection<AlertFinding>> FindAsync(AlertRound round, CancellationToken cancellationToken) =>
    [
        .. (await store.ListAsync(new MeterEventQuery { State = MeterEventState.Failed, Take = options.Value.MaxPerRule }, cancellationToken))
            .GroupBy(e => e.UserId)
            .Select(own => new AlertFinding
            {
                Thing = User.SubjectOf(own.Key),
                Subject = User.SubjectOf(own.Key),
                Severity = NotificationSeverity.Critical,
                Summary = string.Create(
                    CultureInfo.InvariantCulture,
                    $"{own.Count():N0} meter events of {own.Sum(e => e.Units):N0} units of {User.SubjectOf(own.Key)} were refused for good."),
                Detail = $"{own.First().Error} End the cause, then `tollgate billing retry {own.First().Identifier}`; or `tollgate billing cancel` to bill nothing.",
            }),
    ];
}
