using System.CommandLine;
using Tollgate.Administering;
using Tollgate.Entitling;
using Tollgate.Server.Plans;

namespace Tollgate.Server.Commands;

/// <summary>Lists the plans with their limits.</summary>
internal sealed class PlansListCommand : TollgateCommand
{
    private readonly Option<bool> _all = new("--all") { Description = "Archived plans too" };

    public PlansListCommand()
        : base("list", "List the plans with their limits.") => Options.Add(_all);

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var toolbox = await invocation.OpenAsync(cancellationToken);
        var plans = await toolbox.Get<ListPlans>().RunAsync(invocation.Parsed.GetValue(_all), cancellationToken);
        if (invocation.Report.Format == OutputFormat.Yaml)
        {
            invocation.Report.Raw(PlanFileWriter.ToYaml(plans.Select(p => p.Plan)));
        }
        else if (!invocation.Report.TryWriteJson(new { plans = plans.Select(PlanReport.Shape) }))
        {
            invocation.Report.Table(
                ["Plan", "Name", ">Version", "Limits", "Scopes", ">Subscriptions"],
                plans.Select(p => (string?[])
                [
                    p.IsArchived ? $"{p.Plan.Name} (archived)" : p.Plan.Name, p.Plan.DisplayName, $"{p.Plan.Version}",
                    PlanReport.Limits(p.Plan.Limits), string.Join(", ", p.Plan.Scopes.Select(s => s.Name)), $"{p.Subscriptions}",
                ]));
        }

        return CommandLine.Yes;
    }
}
