using System.Globalization;
using Microsoft.Extensions.Options;
using Tollgate.Notifying;

namespace Tollgate.Watching.Rules;

/// <summary>Subjects that are refused again and again: a client that does not wait, or somebody who tries keys.</summary>
internal sealed class RefusalRule(IRefusalScan scan, IOptions<AlertsOptions> options) : IAlertRule
{
    public string Name => "refusals";

    public async Task<IReadOnlyCollection<AlertFinding>> FindAsync(AlertRound round, CancellationToken cancellationToken)
    {
        var settings = options.Value;
        var counts = await scan.CountAsync(round.Now - settings.RefusalWindow, round.Now, settings.Refusals, settings.MaxPerRule, cancellationToken);
        return [.. counts.Select(c => Found(c.Subject, c.Refused, settings))];
    }

    /// <summary>Ten times as many is a new level.</summary>
    private static AlertFinding Found(string subject, long refused, AlertsOptions settings) => new()
    {
        Thing = subject,
        Subject = subject,
        Level = 1 + (int)Math.Log10((double)refused / settings.Refusals),
        Severity = NotificationSeverity.Warning,
        Summary = string.Create(CultureInfo.InvariantCulture, $"{subject} was refused {refused:N0} times within {settings.RefusalWindow.TotalMinutes:0.#} minutes."),
        Detail = $"A client that goes on after 429 ignores Retry-After. `tollgate usage {subject}` shows what is used up; `tollgate users access {subject} deny` shuts it out.",
    };
}
