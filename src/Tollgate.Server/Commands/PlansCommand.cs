using System.CommandLine;

namespace Tollgate.Server.Commands;

/// <summary>Groups the commands about plans.</summary>
internal sealed class PlansCommand : Command
{
    public PlansCommand()
        : base("plans", "List, show, apply and check plans; preview what changing to one would do.")
    {
        Subcommands.Add(new PlansListCommand());
        Subcommands.Add(new PlansShowCommand());
        Subcommands.Add(new PlansApplyCommand());
        Subcommands.Add(new PlansLintCommand());
        Subcommands.Add(new PlansSimulateCommand());
        Subcommands.Add(new PlansPreviewCommand());
    }
}
