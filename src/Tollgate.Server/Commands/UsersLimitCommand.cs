using System.CommandLine;
using Tollgate.Administering;
using Tollgate.Entitling;

namespace Tollgate.Server.Commands;

/// <summary>Gives one user a limit in place of the plan's.</summary>
internal sealed class UsersLimitCommand : TollgateCommand
{
    private readonly Argument<string> _user = new("USER") { Description = "Name or subject (user_42)" };
    private readonly Argument<string> _window = new("WINDOW") { Description = "minute, hour, day, week, month or an ISO 8601 duration" };
    private readonly Argument<long> _units = Parsers.Units("UNITS", "A whole number from 0 (always refused), or unlimited");
    private readonly Option<string> _scope = new("--scope") { Description = "Endpoint group of the plan", HelpName = "NAME", DefaultValueFactory = _ => PlanScope.All };

    public UsersLimitCommand()
        : base("limit", "Give one user a limit in place of the plan's.")
    {
        Arguments.Add(_user);
        Arguments.Add(_window);
        Arguments.Add(_units);
        Options.Add(_scope);
    }

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var parsed = invocation.Parsed;
        await using var toolbox = await invocation.OpenAsync(cancellationToken);
        var user = parsed.GetRequiredValue(_user);
        var changed = await toolbox.Get<SetLimitOverride>().RunAsync(
            user, parsed.GetRequiredValue(_scope), parsed.GetRequiredValue(_window), parsed.GetRequiredValue(_units), cancellationToken);
        if (!invocation.Report.TryWriteJson(new { user, @override = UserReport.Shape(changed) }))
        {
            invocation.Report.Line($"{Plans.Shown.Clean(user)}: {changed.Scope} {changed.Window} {PlanReport.Units(changed.Limit)}");
        }

        return CommandLine.Yes;
    }
}
