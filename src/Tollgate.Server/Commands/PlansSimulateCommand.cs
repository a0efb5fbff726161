using System.CommandLine;
using Tollgate.Administering;
using Tollgate.Recording;
using Tollgate.Server.Databases;
using Tollgate.Server.Plans;
using Tollgate.Server.Replay;

namespace Tollgate.Server.Commands;

/// <summary>Replays recorded usage against proposed plans and says what would change.</summary>
internal sealed class PlansSimulateCommand : TollgateCommand
{
    private static readonly TimeSpan DefaultLength = TimeSpan.FromDays(30);

    private readonly Argument<string> _file = new("FILE") { Description = "A plan file with the proposed plans" };
    private readonly Option<DateTimeOffset?> _from = Parsers.Instant("--from", "The first instant of recorded usage to replay; default 30 days before --to");
    private readonly Option<DateTimeOffset?> _to = Parsers.Instant("--to", "The instant to stop before; default now");
    private readonly Option<string?> _user = new("--user") { Description = "One user only: a name or user_42; also an anonymous address (ip_203.0.113.7)", HelpName = "USER" };
    private readonly Option<int> _top = new("--top") { Description = "Callers to list at most, those refused most first; 0 for all", HelpName = "N", DefaultValueFactory = _ => 50 };

    public PlansSimulateCommand()
        : base("simulate", "Replay recorded usage against proposed plans: who would be refused, when, how often, and what changes. Changes nothing.")
    {
        Arguments.Add(_file);
        Options.Add(_from);
        Options.Add(_to);
        Options.Add(_user);
        Options.Add(_top);
        Validators.Add(result =>
        {
            if (result.GetValue(_top) < 0)
            {
                result.AddError("--top is negative; give the number of callers to list, or 0 for all.");
            }
        });
    }

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var file = await PlanFile.ReadAsync(invocation.Parsed.GetRequiredValue(_file), cancellationToken);
        file.ThrowIfInvalid(invocation.Parsed.GetRequiredValue(_file));
        PlanRules.Check(file.Plans);
        await using var toolbox = await invocation.OpenAsync(cancellationToken);
        var (from, to) = Range(invocation, toolbox.Get<TimeProvider>().GetUtcNow());
        var subject = invocation.Parsed.GetValue(_user) is { } user
            ? (await toolbox.Get<FindSubject>().RunAsync(user, cancellationToken)).Subject
            : null;
        var result = await ProgressBar.RunAsync("Replaying recorded usage", invocation.Error, async progress =>
        {
            await using var trial = await PlanTrial.StartAsync(file.Plans, cancellationToken);
            return await trial.RunAsync(toolbox.Get<IUsageHistory>(), from, to, subject, progress, cancellationToken);
        });
        var top = invocation.Parsed.GetValue(_top);
        var report = new TrialReport(result, from, to, await ShownAsync(result, top == 0 ? int.MaxValue : top, toolbox, cancellationToken));
        report.Write(invocation.Report);
        await invocation.NoteFreshnessAsync(toolbox, cancellationToken);
        return CommandLine.Yes;
    }

    private (DateTimeOffset From, DateTimeOffset To) Range(Invocation invocation, DateTimeOffset now)
    {
        var to = invocation.Parsed.GetValue(_to) ?? now;
        var from = invocation.Parsed.GetValue(_from) ?? to - DefaultLength;
        return from < to ? (from, to) : throw new CommandFailedException($"--from ({from:u}) is not before --to ({to:u}); give an earlier --from or a later --to.");
    }

    /// <summary>The callers that are shown, with the names of users.</summary>
    private static async Task<IReadOnlyList<(TrialSubject Subject, string? Name)>> ShownAsync(TrialResult result, int top, Toolbox toolbox, CancellationToken cancellationToken)
    {
        var users = toolbox.Get<IUserStore>();
        var shown = new List<(TrialSubject, string?)>();
        foreach (var subject in result.Subjects.Values
            .OrderByDescending(s => s.Refused).ThenByDescending(s => s.RefusedThen).ThenBy(s => s.Subject, StringComparer.Ordinal).Take(top))
        {
            shown.Add((subject, subject.UserId is { } id ? (await users.FindAsync(id, cancellationToken))?.User.Name : null));
        }

        return shown;
    }
}
