using System.CommandLine;
using Tollgate.Administering;
using Tollgate.Aggregating;

namespace Tollgate.Server.Commands;

/// <summary>Shows what became of metered usage, period by period; fails when a person has to do something.</summary>
internal sealed class BillingReportCommand : TollgateCommand
{
    private readonly Option<string?> _user = new("--user") { Description = "A user's name or user_42; default all", HelpName = "USER" };
    private readonly Option<DateTimeOffset?> _from = Parsers.Instant("--from", "Periods that end after this, in UTC; default 35 days ago");
    private readonly Option<DateTimeOffset?> _until = Parsers.Instant("--to", "Periods that begin before this, in UTC; default now");
    private readonly Option<bool> _verify = new("--verify") { Description = "Ask the payment provider for its totals: a call a line" };
    private readonly Option<int> _limit = new("--limit") { Description = "Lines at most", HelpName = "N", DefaultValueFactory = _ => new BillingReportQuery().Limit };
    private readonly Option<bool> _asIs = new("--as-is") { Description = "Report what is summed already; default: sum new usage first" };

    public BillingReportCommand()
        : base("report", "Prove that what was admitted is recorded, summed, sent and billed, and explain every difference.")
    {
        Options.Add(_user);
        Options.Add(_from);
        Options.Add(_until);
        Options.Add(_verify);
        Options.Add(_limit);
        Options.Add(_asIs);
    }

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var parsed = invocation.Parsed;
        await using var toolbox = await invocation.OpenAsync(cancellationToken);
        if (!parsed.GetValue(_asIs))
        {
            await ProgressBar.RunAsync("Summing new usage", invocation.Error, progress => toolbox.Get<SumUsage>().RunAsync(progress, cancellationToken));
        }

        var query = new BillingReportQuery
        {
            User = parsed.GetValue(_user),
            From = parsed.GetValue(_from),
            Until = parsed.GetValue(_until),
            IsVerified = parsed.GetValue(_verify),
            Limit = parsed.GetValue(_limit),
        };
        var report = await toolbox.Get<ReportBilling>().RunAsync(query, null, cancellationToken);
        if (!invocation.Report.TryWriteJson(BillingShape.Of(report)))
        {
            invocation.Report.Table(BillingShape.ReportColumns, report.Lines.Select(BillingShape.Row));
            invocation.Report.Line(report switch
            {
                { Lines.Count: 0 } => "No metered periods.",
                { IsProblem: true } => "Some lines need a person; see their differences.",
                _ => "Every unit is accounted for.",
            });
            if (report.IsCut)
            {
                invocation.Report.Line("There are more; raise --limit, or name a user.");
            }
        }

        return report.IsProblem ? CommandLine.No : CommandLine.Yes;
    }
}
