using System.CommandLine;
using Tollgate.Administering;

namespace Tollgate.Server.Commands;

/// <summary>Shows what changing a user to a plan would do now.</summary>
internal sealed class PlansPreviewCommand : TollgateCommand
{
    private readonly Argument<string> _user = new("USER") { Description = "Name or subject (user_42)" };
    private readonly Argument<string> _plan = new("PLAN") { Description = "The plan to change to" };
    private readonly Option<long?> _quantity = new("--quantity") { Description = "Seats; as many as now when not given", HelpName = "N" };

    public PlansPreviewCommand()
        : base("preview", "Show what changing a user to a plan would do now: limits before and after, by each policy, and what is billed. Changes nothing.")
    {
        Arguments.Add(_user);
        Arguments.Add(_plan);
        Options.Add(_quantity);
    }

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var parsed = invocation.Parsed;
        await using var toolbox = await invocation.OpenAsync(cancellationToken);
        var preview = await toolbox.Get<PreviewPlanChange>().RunAsync(
            parsed.GetRequiredValue(_user), parsed.GetRequiredValue(_plan), parsed.GetValue(_quantity), cancellationToken);
        if (!invocation.Report.TryWriteJson(PreviewReport.Shape(preview)))
        {
            PreviewReport.Write(invocation.Report, preview);
        }

        return CommandLine.Yes;
    }
}
