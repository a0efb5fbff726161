using System.CommandLine;

namespace Tollgate.Server.Commands;

/// <summary>Customers, subscriptions and events of Stripe.</summary>
internal sealed class StripeCommand : Command
{
    public StripeCommand()
        : base("stripe", "Sell plans through Stripe, compare subscriptions with it, look at its events.")
    {
        Subcommands.Add(new StripeStatusCommand());
        Subcommands.Add(new StripeCheckoutCommand());
        Subcommands.Add(new StripePortalCommand());
        Subcommands.Add(new StripeSyncCommand());
        Subcommands.Add(new StripeEventsCommand());
        Subcommands.Add(new StripeFakeCommand());
    }
}
