using System.CommandLine;
using Tollgate.Maintaining;

namespace Tollgate.Server.Commands;

/// <summary>The maintenance jobs, by hand.</summary>
internal sealed class MaintenanceCommand : Command
{
    public MaintenanceCommand()
        : base("maintenance", "Sum up, clean up and look after the database; `serve` does the same by itself.")
    {
        Subcommands.Add(new MaintenanceRunCommand(MaintenanceSchedule.Hourly, "Hourly summaries, and what is of use for minutes only."));
        Subcommands.Add(new MaintenanceRunCommand(MaintenanceSchedule.Daily, "Daily summaries, and what is past its retention."));
        Subcommands.Add(new MaintenanceRunCommand(MaintenanceSchedule.Weekly, "Leftovers, vacuum advice and a health report."));
        Subcommands.Add(new MaintenanceHistoryCommand());
    }
}
