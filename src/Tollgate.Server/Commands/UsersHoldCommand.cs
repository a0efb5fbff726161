using System.CommandLine;
using Tollgate.Administering;
using Tollgate.Entitling;

namespace Tollgate.Server.Commands;

/// <summary>Keeps payment failures from restricting a user further than a level, until a date.</summary>
internal sealed class UsersHoldCommand : TollgateCommand
{
    private readonly Argument<string> _user = new("USER") { Description = "Name or subject (user_42)" };
    private readonly Option<RestrictionLevel?> _level = Parsers.Word<RestrictionLevel>("--at-most", "The furthest that payment failures may lead to");
    private readonly Option<DateTimeOffset?> _until = Parsers.Instant("--until", "When the hold ends");
    private readonly Option<string> _reason = new("--reason") { Description = "Why, for whoever looks later", HelpName = "TEXT", Required = true };
    private readonly Option<string?> _by = new("--by") { Description = "Who grants it. Default: the user of this machine", HelpName = "NAME" };

    public UsersHoldCommand()
        : base("hold", "Keep payment failures from restricting a user further than a level, until a date.")
    {
        _level.Required = true;
        _until.Required = true;
        Arguments.Add(_user);
        Options.Add(_level);
        Options.Add(_until);
        Options.Add(_reason);
        Options.Add(_by);
    }

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var parsed = invocation.Parsed;
        await using var toolbox = await invocation.OpenAsync(cancellationToken);
        var user = parsed.GetRequiredValue(_user);
        var state = await toolbox.Get<HoldRestriction>().RunAsync(
            user,
            parsed.GetRequiredValue(_level)!.Value,
            parsed.GetRequiredValue(_until)!.Value,
            parsed.GetRequiredValue(_reason),
            parsed.GetValue(_by) ?? Environment.UserName,
            cancellationToken);
        if (!invocation.Report.TryWriteJson(new { user, restriction = RestrictionReport.Shape(state) }))
        {
            invocation.Report.Line($"{Plans.Shown.Clean(user)}: restriction {Parsers.WordOf(state.Decision.Level)}");
            RestrictionReport.Write(invocation.Report, state);
        }

        return CommandLine.Yes;
    }
}
