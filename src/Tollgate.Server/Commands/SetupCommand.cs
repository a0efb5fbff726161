using System.CommandLine;
using Tollgate.Administering;
using Tollgate.Server.Databases;

namespace Tollgate.Server.Commands;

/// <summary>Creates or migrates the schema, stores first plans, gives every user a plan, and prints the lint.</summary>
internal sealed class SetupCommand : TollgateCommand
{
    private readonly Option<string?> _preset = new("--preset") { Description = "Plans to start with: default or saas", HelpName = "NAME" };

    public SetupCommand()
        : base("setup", "Create or migrate the schema, store the default plans, and give users without a subscription the default plan. May be run again.")
    {
        _preset.AcceptOnlyFromAmong([.. PlanPresets.Names]);
        Options.Add(_preset);
    }

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var toolbox = Toolbox.Create(invocation.Database, invocation.Configuration);
        var done = await toolbox.SetUpAsync(invocation.Parsed.GetValue(_preset), cancellationToken);
        if (invocation.Report.TryWriteJson(new
        {
            database = toolbox.Database.Description,
            done.Migrations,
            done.AddedPlans,
            done.MovedUsers,
            done.DefaultPlan,
            findings = done.Findings.Select(PlanLintReport.Shape),
        }))
        {
            return CommandLine.Yes;
        }

        invocation.Report.Line($"Database: {toolbox.Database.Description}");
        invocation.Report.Line(done.Migrations.Count == 0 ? "Schema: current" : $"Schema: {done.Migrations.Count} migrations applied, up to {done.Migrations[^1]}");
        invocation.Report.Line(done.AddedPlans.Count == 0 ? "Plans: none added" : $"Plans: added {string.Join(", ", done.AddedPlans)}");
        invocation.Report.Line(done.MovedUsers == 0 ? "Users: all have a plan" : $"Users: {done.MovedUsers} without a subscription moved to '{done.DefaultPlan}'");
        PlanLintReport.Write(invocation.Report, done.Findings);
        return CommandLine.Yes;
    }
}
