using System.CommandLine;

namespace Tollgate.Server.Commands;

/// <summary>Metered usage on its way to the payment provider.</summary>
internal sealed class BillingCommand : Command
{
    public BillingCommand()
        : base("billing", "Metered usage on its way to the payment provider.")
    {
        Subcommands.Add(new BillingSyncCommand());
        Subcommands.Add(new BillingReportCommand());
        Subcommands.Add(new BillingEventsCommand());
        Subcommands.Add(new BillingRetryCommand());
        Subcommands.Add(new BillingCancelCommand());
    }
}
