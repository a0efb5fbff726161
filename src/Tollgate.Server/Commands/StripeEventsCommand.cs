using System.CommandLine;

namespace Tollgate.Server.Commands;

/// <summary>Events that Stripe has sent, and what became of them.</summary>
internal sealed class StripeEventsCommand : Command
{
    public StripeEventsCommand()
        : base("events", "List, show and replay events that Stripe has sent.")
    {
        Subcommands.Add(new StripeEventsListCommand());
        Subcommands.Add(new StripeEventsShowCommand());
        Subcommands.Add(new StripeEventsReplayCommand());
    }
}
