using System.CommandLine;
using Tollgate.Administering;
using Tollgate.Entitling;

namespace Tollgate.Server.Commands;

/// <summary>Takes a user's own limit away, so that the plan's holds again.</summary>
internal sealed class UsersClearLimitCommand : TollgateCommand
{
    private readonly Argument<string> _user = new("USER") { Description = "Name or subject (user_42)" };
    private readonly Argument<string> _window = new("WINDOW") { Description = "minute, hour, day, week, month or an ISO 8601 duration" };
    private readonly Option<string> _scope = new("--scope") { Description = "Endpoint group of the plan", HelpName = "NAME", DefaultValueFactory = _ => PlanScope.All };

    public UsersClearLimitCommand()
        : base("clear-limit", "Take a user's own limit away: the plan's holds again.")
    {
        Arguments.Add(_user);
        Arguments.Add(_window);
        Options.Add(_scope);
    }

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var parsed = invocation.Parsed;
        await using var toolbox = await invocation.OpenAsync(cancellationToken);
        var (user, scope, window) = (parsed.GetRequiredValue(_user), parsed.GetRequiredValue(_scope), parsed.GetRequiredValue(_window));
        var removed = await toolbox.Get<RemoveLimitOverride>().RunAsync(user, scope, window, cancellationToken);
        if (!invocation.Report.TryWriteJson(new { user, scope, window, removed }))
        {
            invocation.Report.Line(removed ? "Removed: the plan's limit holds." : "There was no such override; nothing was changed.");
        }

        return removed ? CommandLine.Yes : CommandLine.No;
    }
}
