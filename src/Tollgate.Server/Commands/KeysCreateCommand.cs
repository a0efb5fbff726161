using System.CommandLine;
using Tollgate.Administering;
using Tollgate.Limiting;

namespace Tollgate.Server.Commands;

/// <summary>Makes a key for a user, and shows it this once.</summary>
internal sealed class KeysCreateCommand : TollgateCommand
{
    private readonly Argument<string> _user = new("USER") { Description = "Name or subject (user_42)" };
    private readonly Option<string?> _name = new("--name") { Description = "What the owner calls it", HelpName = "TEXT" };
    private readonly Option<DateTimeOffset?> _expires = Parsers.Instant("--expires", "When it stops to work");
    private readonly Option<IReadOnlyList<WindowLimit>> _limits = Parsers.Limits("--limits", "Limits of this key alone, on top of the plan's");

    public KeysCreateCommand()
        : base("create", "Make an API key, which is shown this once.")
    {
        Arguments.Add(_user);
        Options.Add(_name);
        Options.Add(_expires);
        Options.Add(_limits);
    }

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var parsed = invocation.Parsed;
        await using var toolbox = await invocation.OpenAsync(cancellationToken);
        var user = parsed.GetRequiredValue(_user);
        var key = await toolbox.Get<CreateApiKey>().RunAsync(
            user, parsed.GetValue(_name), parsed.GetValue(_expires), parsed.GetValue(_limits) ?? [], cancellationToken);
        if (!invocation.Report.TryWriteJson(KeyReport.Shape(key, user)))
        {
            invocation.Report.Table(UserReport.KeyColumns, [UserReport.Row(new OwnedApiKey(key.Key, user))]);
            KeyReport.WriteOnce(invocation.Report, key);
        }

        return CommandLine.Yes;
    }
}
