using System.CommandLine;
using Tollgate.Administering;
using Tollgate.Billing;

namespace Tollgate.Server.Commands;

/// <summary>Compares subscriptions with Stripe and repairs what is stored otherwise.</summary>
internal sealed class StripeSyncCommand : TollgateCommand
{
    private readonly Argument<string?> _user = new("USER") { Description = "Name or subject (user_42); default: everybody", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Only compare" };

    public StripeSyncCommand()
        : base("sync", "Compare subscriptions and invoices with Stripe, and repair what is stored otherwise; exit code 1 when something can't be.")
    {
        Arguments.Add(_user);
        Options.Add(_dryRun);
    }

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var toolbox = await invocation.OpenAsync(cancellationToken);
        var isDryRun = invocation.Parsed.GetValue(_dryRun);
        var report = await toolbox.Get<SyncUser>().RunAsync(invocation.Parsed.GetValue(_user), isDryRun, cancellationToken);
        if (!invocation.Report.TryWriteJson(StripeReport.Shape(report)))
        {
            invocation.Report.Line($"{report.Compared} subscriptions compared, {report.Drifts.Count} stored otherwise.");
            if (report.Drifts.Count > 0)
            {
                invocation.Report.Table(["What", "Stored", "At Stripe", "Result"], report.Drifts.SelectMany(Rows));
            }
        }

        return isDryRun || report.Drifts.All(d => d.IsRepaired) ? CommandLine.Yes : CommandLine.No;
    }

    private static IEnumerable<IReadOnlyList<string?>> Rows(SubscriptionDrift drift) =>
        drift.Differences.Select(d => (string?[])[$"{drift.Reference} {d.What}", d.Stored, d.AtProvider, drift.Result]);
}
