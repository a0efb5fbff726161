using System.CommandLine;
using Tollgate.Administering;

namespace Tollgate.Server.Commands;

/// <summary>Adds a user with a first key, and shows the key this once.</summary>
internal sealed class UsersAddCommand : TollgateCommand
{
    private readonly Argument<string> _name = new("NAME") { Description = "The user's name, e.g. an e-mail address" };
    private readonly Option<string?> _plan = new("--plan") { Description = "The plan; the default plan when not given", HelpName = "NAME" };
    private readonly Option<bool> _noKey = new("--no-key") { Description = "Make no API key" };

    public UsersAddCommand()
        : base("add", "Add a user and a first API key, which is shown this once.")
    {
        Arguments.Add(_name);
        Options.Add(_plan);
        Options.Add(_noKey);
    }

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var toolbox = await invocation.OpenAsync(cancellationToken);
        var added = await toolbox.Get<AddUser>().RunAsync(
            invocation.Parsed.GetRequiredValue(_name), invocation.Parsed.GetValue(_plan), !invocation.Parsed.GetValue(_noKey), cancellationToken);
        var user = added.Account.User;
        if (!invocation.Report.TryWriteJson(new
        {
            user.Name,
            user.Id,
            user.Subject,
            plan = added.Account.Subscription?.PlanName,
            apiKey = added.Key?.Text,
            keyId = added.Key?.Key.Id,
        }))
        {
            invocation.Report.Table(UserReport.Columns, [UserReport.Row(added.Account)]);
            if (added.Key is { } key)
            {
                KeyReport.WriteOnce(invocation.Report, key);
            }
        }

        return CommandLine.Yes;
    }
}
