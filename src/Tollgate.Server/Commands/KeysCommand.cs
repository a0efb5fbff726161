using System.CommandLine;

namespace Tollgate.Server.Commands;

/// <summary>Groups the commands about API keys.</summary>
internal sealed class KeysCommand : Command
{
    public KeysCommand()
        : base("keys", "Create, list, revoke and rotate API keys.")
    {
        Subcommands.Add(new KeysCreateCommand());
        Subcommands.Add(new KeysListCommand());
        Subcommands.Add(new KeysRevokeCommand());
        Subcommands.Add(new KeysRotateCommand());
    }
}
