using System.CommandLine;
using Tollgate.Administering;
using Tollgate.Server.Plans;

namespace Tollgate.Server.Commands;

/// <summary>Finds limits that can't be reached or contradict each other, in the database or in a file.</summary>
internal sealed class PlansLintCommand : TollgateCommand
{
    private readonly Argument<string?> _file = new("FILE")
    {
        Description = "A plan file; without one, the stored plans are checked",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public PlansLintCommand()
        : base("lint", "Find limits that can't be reached or contradict each other; exit code 1 when there are any.") => Arguments.Add(_file);

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var findings = invocation.Parsed.GetValue(_file) is { } path
            ? await LintFileAsync(path, cancellationToken)
            : await LintStoreAsync(invocation, cancellationToken);
        if (!invocation.Report.TryWriteJson(new { findings = findings.Select(PlanLintReport.Shape) }))
        {
            PlanLintReport.Write(invocation.Report, findings);
        }

        return findings.Count == 0 ? CommandLine.Yes : CommandLine.No;
    }

    private static async Task<IReadOnlyList<PlanFinding>> LintFileAsync(string path, CancellationToken cancellationToken)
    {
        var file = await PlanFile.ReadAsync(path, cancellationToken);
        file.ThrowIfInvalid(path);
        PlanRules.Check(file.Plans);
        return [.. file.Plans.SelectMany(PlanLint.Check)];
    }

    private static async Task<IReadOnlyList<PlanFinding>> LintStoreAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var toolbox = await invocation.OpenAsync(cancellationToken);
        return await toolbox.Get<LintPlans>().RunAsync(cancellationToken);
    }
}
