using System.CommandLine;

namespace Tollgate.Server.Commands;

/// <summary>What is wrong with customers or the system, and whether people hear of it.</summary>
internal sealed class AlertsCommand : Command
{
    public AlertsCommand()
        : base("alerts", "List alerts, look for them now, test how they are sent.")
    {
        Subcommands.Add(new AlertsListCommand());
        Subcommands.Add(new AlertsCheckCommand());
        Subcommands.Add(new AlertsTestCommand());
    }
}
