using System.CommandLine;

namespace Tollgate.Server.Commands;

/// <summary>Groups the commands about users.</summary>
internal sealed class UsersCommand : Command
{
    public UsersCommand()
        : base("users", "Add, list and show users; change their subscription, spend cap, limits, restriction, access and credits.")
    {
        Subcommands.Add(new UsersAddCommand());
        Subcommands.Add(new UsersListCommand());
        Subcommands.Add(new UsersShowCommand());
        Subcommands.Add(new UsersSubscribeCommand());
        Subcommands.Add(new UsersCapCommand());
        Subcommands.Add(new UsersLimitCommand());
        Subcommands.Add(new UsersClearLimitCommand());
        Subcommands.Add(new UsersRestrictCommand());
        Subcommands.Add(new UsersHoldCommand());
        Subcommands.Add(new UsersReleaseCommand());
        Subcommands.Add(new UsersAccessCommand());
        Subcommands.Add(new UsersCreditsCommand());
        Subcommands.Add(new UsersGrantCommand());
    }
}
