using System.CommandLine;
using System.Globalization;
using Tollgate.Administering;
using Tollgate.Aggregating;
using Tollgate.Billing.Metering;

namespace Tollgate.Server.Commands;

/// <summary>Works out metered usage and sends it now, or says what would be sent.</summary>
internal sealed class BillingSyncCommand : TollgateCommand
{
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Say what would be sent, and change nothing" };
    private readonly Option<string?> _user = new("--user")
    {
        Description = "One user, with the running hour: before a subscription is cancelled or changed at the provider",
        HelpName = "USER",
    };

    private readonly Option<bool> _asIs = new("--as-is") { Description = "Bill what is summed already; default: sum new usage first" };

    public BillingSyncCommand()
        : base("sync", "Work out metered usage and send it to the payment provider; `serve` does the same every few minutes.")
    {
        Options.Add(_dryRun);
        Options.Add(_user);
        Options.Add(_asIs);
        Validators.Add(result =>
        {
            if (result.GetValue(_dryRun) && result.GetValue(_user) is not null)
            {
                result.AddError("--dry-run looks at all users; leave --user out.");
            }
        });
    }

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var parsed = invocation.Parsed;
        await using var toolbox = await invocation.OpenAsync(cancellationToken);
        var run = new MeteringRun(toolbox.Get<SyncMetering>(), toolbox.Get<SumUsage>(), toolbox.Get<ShowUser>());
        var report = await ProgressBar.RunAsync("Billing", invocation.Error, progress => parsed.GetValue(_dryRun)
            ? toolbox.Get<SyncMetering>().PreviewAsync(progress, cancellationToken)
            : run.RunAsync(parsed.GetValue(_user), parsed.GetValue(_asIs), progress, cancellationToken));
        Write(invocation.Report, report);
        return report.Failed == 0 && report.PutOff == 0 ? CommandLine.Yes : CommandLine.No;
    }

    private static void Write(Report answer, MeteringReport report)
    {
        if (answer.TryWriteJson(BillingShape.Of(report)))
        {
            return;
        }

        if (report.Planned.Count > 0 || answer.Format == OutputFormat.Csv)
        {
            answer.Line(report.IsDryRun ? "A dry run; nothing was changed. It would work out:" : "Worked out:");
            answer.Table(BillingShape.EventColumns, report.Planned.Select(BillingShape.Row));
        }

        answer.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Customers:N0} customers, {report.Planned.Count:N0} events of {report.Planned.Sum(e => e.Units):N0} units; sent {report.Sent:N0} of {report.SentUnits:N0} units, {report.Figures.Waiting:N0} wait, {report.Failed:N0} failed, {report.Unknown:N0} unknown."));
        foreach (var note in BillingShape.NotesOf(report))
        {
            answer.Line(note);
        }
    }
}
