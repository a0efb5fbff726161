using System.CommandLine;
using Tollgate.Administering;
using Tollgate.Entitling;

namespace Tollgate.Server.Commands;

/// <summary>Narrows what a user's subscription allows, or lifts that.</summary>
internal sealed class UsersRestrictCommand : TollgateCommand
{
    private readonly Argument<string> _user = new("USER") { Description = "Name or subject (user_42)" };
    private readonly Argument<RestrictionLevel> _level = Parsers.WordArgument<RestrictionLevel>("LEVEL", "How far");
    private readonly Option<string?> _link = new("--payment-link") { Description = "Where the customer can pay", HelpName = "URL" };

    public UsersRestrictCommand()
        : base("restrict", "Narrow by hand what a user's subscriptions allow (warning, limited, suspended), or lift that (none).")
    {
        Arguments.Add(_user);
        Arguments.Add(_level);
        Options.Add(_link);
    }

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var parsed = invocation.Parsed;
        await using var toolbox = await invocation.OpenAsync(cancellationToken);
        var user = parsed.GetRequiredValue(_user);
        var subscription = await toolbox.Get<SetRestriction>().RunAsync(user, parsed.GetRequiredValue(_level), parsed.GetValue(_link), cancellationToken);
        if (!invocation.Report.TryWriteJson(new { user, subscription = UserReport.Shape(subscription) }))
        {
            invocation.Report.Line($"{Plans.Shown.Clean(user)}: restriction {Parsers.WordOf(subscription.Restriction)}");
        }

        return CommandLine.Yes;
    }
}
