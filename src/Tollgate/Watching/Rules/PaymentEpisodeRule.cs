using System.Globalization;
using Microsoft.Extensions.Options;
using Tollgate.Entitling;
using Tollgate.Notifying;

namespace Tollgate.Watching.Rules;

/// <summary>Customers whose payments fail again and again, also when they pay each time in the end.</summary>
internal sealed class PaymentEpisodeRule(IBillingScan scan, IOptions<AlertsOptions> options) : IAlertRule
{
    private static readonly TimeSpan Window = TimeSpan.FromDays(180);

    public string Name => "payment_episodes";

    public TimeSpan Every => TimeSpan.FromMinutes(15);

    /// <summary>Each further invoice is a new level.</summary>
    public async Task<IReadOnlyCollection<AlertFinding>> FindAsync(AlertRound round, CancellationToken cancellationToken)
    {
        var settings = options.Value;
        var found = await scan.FindRepeatedAsync(round.Now - Window, settings.PaymentEpisodes, settings.MaxPerRule, cancellationToken);
        return [.. found.Select(f => Found(User.SubjectOf(f.UserId), f.Invoices, settings))];
    }

    private static AlertFinding Found(string subject, int invoices, AlertsOptions settings) => new()
    {
        Thing = subject,
        Subject = subject,
        Level = 1 + invoices - settings.PaymentEpisodes,
        Severity = NotificationSeverity.Info,
        Summary = string.Create(CultureInfo.InvariantCulture, $"{invoices} invoices of {subject} failed within {Window.TotalDays:0} days."),
        Detail = $"`tollgate users show {subject}` lists them. Another way to pay may help both sides.",
    };
}
