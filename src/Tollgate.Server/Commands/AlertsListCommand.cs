using System.CommandLine;
using Tollgate.Notifying;
using Tollgate.Watching;

namespace Tollgate.Server.Commands;

/// <summary>Lists alerts, and notifications that did not arrive.</summary>
internal sealed class AlertsListCommand : TollgateCommand
{
    private const int UndeliveredShown = 20;

    private readonly Option<bool> _all = new("--all") { Description = "Resolved ones, too" };
    private readonly Option<string?> _rule = new("--rule") { Description = "Only of this rule", HelpName = "NAME" };
    private readonly Option<string?> _subject = new("--subject") { Description = "Only about this subject (user_42)", HelpName = "SUBJECT" };
    private readonly Option<long?> _before = new("--before") { Description = "Only older than this alert, to page", HelpName = "ALERT" };
    private readonly Option<int> _take = new("--take") { Description = "Alerts to list at most", HelpName = "N", DefaultValueFactory = _ => 100 };

    public AlertsListCommand()
        : base("list", "List alerts that fire, newest first, and notifications that did not arrive.")
    {
        Options.Add(_all);
        Options.Add(_rule);
        Options.Add(_subject);
        Options.Add(_before);
        Options.Add(_take);
    }

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var parsed = invocation.Parsed;
        var take = parsed.GetValue(_take);
        if (take is < 1 or > AlertQuery.MaxTake)
        {
            throw new CommandFailedException($"--take is {take}; use 1 to {AlertQuery.MaxTake}.");
        }

        await using var toolbox = await invocation.OpenAsync(cancellationToken);
        var query = new AlertQuery
        {
            WithResolved = parsed.GetValue(_all),
            Rule = parsed.GetValue(_rule),
            Subject = parsed.GetValue(_subject),
            Before = parsed.GetValue(_before),
            Take = take,
        };
        var alerts = await toolbox.Get<IAlertStore>().ListAsync(query, cancellationToken);
        var undelivered = await toolbox.Get<INotificationStore>().ListUndeliveredAsync(UndeliveredShown, cancellationToken);
        if (!invocation.Report.TryWriteJson(new { alerts = alerts.Select(AlertReport.Shape), undelivered = undelivered.Select(AlertReport.Shape) }))
        {
            Show(invocation.Report, alerts, undelivered);
        }

        return CommandLine.Yes;
    }

    private static void Show(Report report, IReadOnlyList<Alert> alerts, IReadOnlyList<Undelivered> undelivered)
    {
        if (alerts.Count == 0)
        {
            report.Line("No alerts.");
        }
        else
        {
            report.Table(AlertReport.Columns, alerts.Select(AlertReport.Row));
        }

        if (undelivered.Count > 0)
        {
            report.Line("Notifications that did not arrive:");
            report.Table(
                ["Channel", "What", ">Attempts", "Last error", "Next attempt"],
                undelivered.Select(u => (string?[])
                [
                    u.Channel, u.Title, u.Attempts.ToString(System.Globalization.CultureInfo.InvariantCulture), u.LastError, u.IsDead ? "given up" : UserReport.Time(u.NextAt),
                ]));
        }
    }
}
