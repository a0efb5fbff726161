using System.Globalization;
using Microsoft.Extensions.Options;
using Tollgate.Entitling;
using Tollgate.Notifying;

namespace Tollgate.Watching.Rules;

/// <summary>Customers whose prepaid credits are used up, or will be soon.</summary>
internal sealed class CreditsRule(ICreditScan scan, ICustomerLimits customers, IOptions<AlertsOptions> options) : IAlertRule
{
    private const int UsersAtOnce = 500;

    public string Name => "credits";

    public async Task<IReadOnlyCollection<AlertFinding>> FindAsync(AlertRound round, CancellationToken cancellationToken)
    {
        var settings = options.Value;
        var findings = new List<AlertFinding>();
        var low = await scan.FindLowAsync(settings.CreditUnits, settings.CreditPercent, settings.MaxPerRule, cancellationToken);
        foreach (var some in low.Chunk(UsersAtOnce))
        {
            // Whoever left for a plan without credits needs none.
            var limits = await customers.FindAsync([.. some.Select(l => l.UserId)], cancellationToken);
            findings.AddRange(some.Where(l => limits.GetValueOrDefault(l.UserId)?.Plan.UsesCredits == true).Select(Found));
        }

        return findings;
    }

    private static AlertFinding Found(LowCredits low)
    {
        var subject = User.SubjectOf(low.UserId);
        var isEmpty = low.Left <= 0;
        return new AlertFinding
        {
            Thing = subject,
            Subject = subject,
            Level = isEmpty ? 2 : 1,
            Severity = isEmpty ? NotificationSeverity.Warning : NotificationSeverity.Info,
            Summary = isEmpty
                ? $"{subject} has no prepaid credits left: requests are refused with 402."
                : string.Create(CultureInfo.InvariantCulture, $"{subject} has {low.Left:N0} prepaid credits left of {low.Before:N0} after the latest grant."),
            Detail = $"`tollgate users credits {subject}` shows the grants; `tollgate users grant {subject} UNITS` adds one.",
        };
    }
}
