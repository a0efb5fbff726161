using System.CommandLine;
using Tollgate.Administering;
using Tollgate.Server.Plans;

namespace Tollgate.Server.Commands;

/// <summary>Makes the stored plans what a file says.</summary>
internal sealed class PlansApplyCommand : TollgateCommand
{
    private readonly Argument<string> _file = new("FILE") { Description = "A plan file, YAML or JSON; - for standard input" };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Show the differences and change nothing" };
    private readonly Option<bool> _prune = new("--prune") { Description = "Archive plans that the file doesn't name; who has one keeps it" };

    public PlansApplyCommand()
        : base("apply", "Make the stored plans what a file says; a second run changes nothing.")
    {
        Arguments.Add(_file);
        Options.Add(_dryRun);
        Options.Add(_prune);
    }

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var path = invocation.Parsed.GetRequiredValue(_file);
        var file = await PlanFile.ReadAsync(path, cancellationToken);
        file.ThrowIfInvalid(path);
        var dryRun = invocation.Parsed.GetValue(_dryRun);
        await using var toolbox = await invocation.OpenAsync(cancellationToken);
        var changes = await toolbox.Get<ApplyPlans>().RunAsync(file.Plans, dryRun, invocation.Parsed.GetValue(_prune), cancellationToken);
        var findings = file.Plans.SelectMany(PlanLint.Check).ToList();
        if (!invocation.Report.TryWriteJson(new
        {
            dryRun,
            changes = changes.Select(c => new { plan = c.Name, change = c.Kind, c.Version, c.Differences }),
            findings = findings.Select(PlanLintReport.Shape),
        }))
        {
            Write(invocation.Report, changes, dryRun);
            PlanLintReport.Write(invocation.Report, findings);
        }

        return CommandLine.Yes;
    }

    private static void Write(Report report, IReadOnlyList<PlanChange> changes, bool dryRun)
    {
        report.Table(["Plan", "Change", ">Version", "Differences"], changes.Select(c => (string?[])
            [c.Name, Parsers.WordOf(c.Kind), $"{c.Version}", string.Join("; ", c.Differences)]));
        if (dryRun)
        {
            report.Line("Dry run: nothing was changed.");
        }
    }
}
