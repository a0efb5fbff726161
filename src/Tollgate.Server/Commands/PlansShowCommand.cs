using System.CommandLine;
using Tollgate.Administering;
using Tollgate.Entitling;
using Tollgate.Server.Plans;

namespace Tollgate.Server.Commands;

/// <summary>Shows one plan completely; with --output yaml as a plan file.</summary>
internal sealed class PlansShowCommand : TollgateCommand
{
    private readonly Argument<string> _name = new("NAME") { Description = "The plan's name" };
    private readonly Option<int?> _version = new("--plan-version") { Description = "An earlier version", HelpName = "N" };

    public PlansShowCommand()
        : base("show", "Show one plan; --output yaml prints it as a plan file.")
    {
        Arguments.Add(_name);
        Options.Add(_version);
    }

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var toolbox = await invocation.OpenAsync(cancellationToken);
        var stored = await toolbox.Get<ShowPlan>().RunAsync(
            invocation.Parsed.GetRequiredValue(_name), invocation.Parsed.GetValue(_version), cancellationToken);
        if (invocation.Report.Format == OutputFormat.Yaml)
        {
            invocation.Report.Raw(PlanFileWriter.ToYaml([stored.Plan]));
        }
        else if (!invocation.Report.TryWriteJson(PlanReport.Shape(stored)))
        {
            Write(invocation.Report, stored);
        }

        return CommandLine.Yes;
    }

    private static void Write(Report report, StoredPlan stored)
    {
        var plan = stored.Plan;
        report.Line($"Plan {plan.Name}, version {plan.Version}{(stored.IsArchived ? ", archived" : "")}, {stored.Subscriptions} subscriptions");
        report.Table(["Scope", "Routes", ">Cost", "Limits"], plan.Scopes
            .Select(s => (string?[])[s.Name, string.Join(", ", s.Routes), $"{s.Cost}", PlanReport.Limits(s.Limits)])
            .Prepend([PlanScope.All, "all endpoints together", "1", PlanReport.Limits(plan.Limits)]));
        report.Line(PlanFileWriter.ToYaml([plan]));
    }
}
