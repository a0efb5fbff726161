using System.CommandLine;

namespace Tollgate.Server.Commands;

/// <summary>Groups the commands about money.</summary>
internal sealed class BillingCommand : Command
{
    public BillingCommand()
        : base("billing", "Settle what customers owe.") => Subcommands.Add(new BillingForgiveCommand());
}
