using System.CommandLine;
using Tollgate.Administering;

namespace Tollgate.Server.Commands;

/// <summary>Revokes a key on every node.</summary>
internal sealed class KeysRevokeCommand : TollgateCommand
{
    private readonly Argument<string> _key = new("KEY") { Description = "Id (key_7), last four characters, or first digits of the hash" };

    public KeysRevokeCommand()
        : base("revoke", "Revoke an API key: it stops to work on every node within a second.") => Arguments.Add(_key);

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var toolbox = await invocation.OpenAsync(cancellationToken);
        var owned = await toolbox.Get<RevokeApiKey>().RunAsync(invocation.Parsed.GetRequiredValue(_key), cancellationToken);
        if (!invocation.Report.TryWriteJson(UserReport.Shape(owned)))
        {
            invocation.Report.Table(UserReport.KeyColumns, [UserReport.Row(owned)]);
        }

        return CommandLine.Yes;
    }
}
