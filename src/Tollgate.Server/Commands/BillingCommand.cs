using System.CommandLine;

namespace Tollgate.Server.Commands;

/// <summary>Groups the commands about money.</summary>
internal sealed class BillingCommand : Command
{
    public BillingCommand()
        : base("billing", "Bill metered usage, and settle what customers owe.")
    {
        Subcommands.Add(new BillingSyncCommand());
        Subcommands.Add(new BillingReportCommand());
        Subcommands.Add(new BillingEventsCommand());
        Subcommands.Add(new BillingRetryCommand());
        Subcommands.Add(new BillingCancelCommand());
        Subcommands.Add(new BillingForgiveCommand());
    }
}
