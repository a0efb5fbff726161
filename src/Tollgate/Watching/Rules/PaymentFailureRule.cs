using System.Globalization;
using Microsoft.Extensions.Options;
using Tollgate.Notifying;

namespace Tollgate.Watching.Rules;

/// <summary>Many payments fail at once: the payment provider, a bank or somebody who tries stolen cards, rather than one customer.</summary>
internal sealed class PaymentFailureRule(IBillingScan scan, IOptions<AlertsOptions> options) : IAlertRule
{
    private static readonly TimeSpan Window = TimeSpan.FromHours(1);

    public string Name => "payment_failures";

    /// <summary>Twice as many is a new level.</summary>
    public async Task<IReadOnlyCollection<AlertFinding>> FindAsync(AlertRound round, CancellationToken cancellationToken)
    {
        var settings = options.Value;
        var failed = await scan.CountFailuresAsync(round.Now - Window, round.Now, cancellationToken);
        if (failed < settings.PaymentFailures)
        {
            return [];
        }

        var paid = await scan.CountPaidAsync(round.Now - Window, round.Now, cancellationToken);
        var percent = 100.0 * failed / (failed + paid);
        return percent < settings.PaymentFailurePercent ? [] :
        [
            new AlertFinding
            {
                Thing = "payment_failures",
                Level = 1 + (int)Math.Log2((double)failed / settings.PaymentFailures),
                Severity = NotificationSeverity.Warning,
                Summary = string.Create(CultureInfo.InvariantCulture, $"{failed:N0} payments failed within an hour, {percent:0} % of all."),
                Detail = "Look at the payment provider's status page and at the decline codes in payment_failures. Many of one code point to a bank or to stolen cards.",
            },
        ];
    }
}
