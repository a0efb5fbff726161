using System.CommandLine;
using Tollgate.Maintaining;

namespace Tollgate.Server.Commands;

/// <summary>Shows when jobs ran, where, how long, what they changed, and what went wrong.</summary>
internal sealed class MaintenanceHistoryCommand : TollgateCommand
{
    private const int MostRuns = 1_000;

    private readonly Option<MaintenanceSchedule?> _job = Parsers.Word<MaintenanceSchedule>("--job", "One job only");
    private readonly Option<int> _take = new("--take") { Description = "Runs to list at most", HelpName = "N", DefaultValueFactory = _ => 20 };

    public MaintenanceHistoryCommand()
        : base("history", "Show when the jobs ran, where, how long, what they changed, and what went wrong; newest first.")
    {
        Options.Add(_job);
        Options.Add(_take);
    }

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var toolbox = await invocation.OpenAsync(cancellationToken);
        var runs = await toolbox.Get<IJobHistory>().ListAsync(
            invocation.Parsed.GetValue(_job), Math.Clamp(invocation.Parsed.GetValue(_take), 1, MostRuns), cancellationToken);
        if (!invocation.Report.TryWriteJson(new { runs = runs.Select(JobRunReport.Shape) }))
        {
            invocation.Report.Table(JobRunReport.Columns, runs.Select(JobRunReport.Row));
        }

        return CommandLine.Yes;
    }
}
