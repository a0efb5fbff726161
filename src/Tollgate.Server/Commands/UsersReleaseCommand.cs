using System.CommandLine;
using Tollgate.Administering;

namespace Tollgate.Server.Commands;

/// <summary>Ends a user's hold.</summary>
internal sealed class UsersReleaseCommand : TollgateCommand
{
    private readonly Argument<string> _user = new("USER") { Description = "Name or subject (user_42)" };

    public UsersReleaseCommand()
        : base("release", "End a user's hold: what payment failures lead to holds again at once.") => Arguments.Add(_user);

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var toolbox = await invocation.OpenAsync(cancellationToken);
        var user = invocation.Parsed.GetRequiredValue(_user);
        var state = await toolbox.Get<ReleaseRestriction>().RunAsync(user, cancellationToken);
        if (!invocation.Report.TryWriteJson(new { user, restriction = RestrictionReport.Shape(state) }))
        {
            invocation.Report.Line($"{Plans.Shown.Clean(user)}: restriction {Parsers.WordOf(state.Decision.Level)}");
        }

        return CommandLine.Yes;
    }
}
