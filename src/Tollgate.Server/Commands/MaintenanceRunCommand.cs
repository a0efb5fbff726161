using System.CommandLine;
using System.Globalization;
using Tollgate.Maintaining;

namespace Tollgate.Server.Commands;

/// <summary>Runs a maintenance job now, or says what it would do.</summary>
internal sealed class MaintenanceRunCommand : TollgateCommand
{
    private readonly MaintenanceSchedule _job;
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Say what would change, and change nothing" };

    public MaintenanceRunCommand(MaintenanceSchedule job, string description)
        : base(Parsers.WordOf(job), description)
    {
        _job = job;
        Options.Add(_dryRun);
    }

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var isDryRun = invocation.Parsed.GetValue(_dryRun);
        await using var toolbox = await invocation.OpenAsync(cancellationToken);
        var runner = toolbox.Get<MaintenanceRunner>();
        var run = await ProgressBar.RunAsync<JobRun?>($"Maintenance, {Name}", invocation.Error, async progress => isDryRun
            ? await runner.PreviewAsync(_job, progress, cancellationToken)
            : await runner.RunNowAsync(_job, progress, cancellationToken));
        if (run is null)
        {
            throw new CommandFailedException(WhoRuns(await toolbox.Get<IJobHistory>().FindRunningAsync(_job, cancellationToken)));
        }

        JobRunReport.Write(invocation.Report, run, isDryRun);
        invocation.Fail(run.Tasks.Where(t => t.Error is not null).Select(t => $"{t.Name}: {t.Error}"));
        return run.Outcome == JobOutcome.Succeeded ? CommandLine.Yes : CommandLine.No;
    }

    private string WhoRuns(JobRun? running) => running is null
        ? $"The {Name} job is running elsewhere; try again when it has ended, see `tollgate maintenance history`."
        : string.Create(
            CultureInfo.InvariantCulture,
            $"The {Name} job has been running on node {running.Node} since {running.StartedAt.UtcDateTime:u}; try again when it has ended.");
}
