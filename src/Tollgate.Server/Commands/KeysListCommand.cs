using System.CommandLine;
using Tollgate.Administering;

namespace Tollgate.Server.Commands;

/// <summary>Lists keys, of one user or of all.</summary>
internal sealed class KeysListCommand : TollgateCommand
{
    private readonly Argument<string?> _user = new("USER") { Description = "Name or subject (user_42); all users when not given", Arity = ArgumentArity.ZeroOrOne };

    public KeysListCommand()
        : base("list", "List API keys, without their secrets.") => Arguments.Add(_user);

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var toolbox = await invocation.OpenAsync(cancellationToken);
        var keys = await toolbox.Get<ListApiKeys>().RunAsync(invocation.Parsed.GetValue(_user), cancellationToken);
        if (!invocation.Report.TryWriteJson(new { keys = keys.Select(UserReport.Shape) }))
        {
            invocation.Report.Table(UserReport.KeyColumns, keys.Select(UserReport.Row));
        }

        return CommandLine.Yes;
    }
}
