using System.CommandLine;
using Tollgate.Administering;
using Tollgate.Entitling;
using Tollgate.Limiting;
using Tollgate.Server.Plans;
using Tollgate.Server.Replay;

namespace Tollgate.Server.Commands;

/// <summary>Replays an access log through the real limiting code and says what would have been refused.</summary>
internal sealed class SimulateCommand : TollgateCommand
{
    private const int MalformedShown = 10;

    private readonly Option<string> _log = new("--log") { Description = "Access log in Apache's or nginx's common or combined format; .gz too, - for standard input", Required = true, HelpName = "FILE" };
    private readonly Option<string?> _plan = new("--plan") { Description = "A plan, of the database or of --plans", HelpName = "NAME" };
    private readonly Option<string?> _plans = new("--plans") { Description = "A plan file to take --plan from instead of the database", HelpName = "FILE" };
    private readonly Option<IReadOnlyList<WindowLimit>> _limits = Parsers.Limits("--limits", "Limits to try instead of a plan's");
    private readonly Option<string> _by = new("--by") { Description = "What tells callers apart: ip, the client's address", HelpName = "ip", DefaultValueFactory = _ => "ip" };

    public SimulateCommand()
        : base("simulate", "Replay an access log in its own time through the real limiting code, on a throw-away ledger.")
    {
        _by.AcceptOnlyFromAmong("ip");
        Options.Add(_log);
        Options.Add(_plan);
        Options.Add(_plans);
        Options.Add(_limits);
        Options.Add(_by);
        Validators.Add(result =>
        {
            var (hasPlan, hasLimits) = (result.GetResult(_plan) is { Implicit: false }, result.GetResult(_limits) is { Implicit: false });
            if (hasPlan == hasLimits)
            {
                result.AddError("Give either --plan NAME or --limits minute=20,hour=100,….");
            }
            else if (hasLimits && result.GetResult(_plans) is { Implicit: false })
            {
                result.AddError("--plans goes with --plan, not with --limits.");
            }
        });
    }

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var plan = await PlanAsync(invocation, cancellationToken);
        var path = invocation.Parsed.GetRequiredValue(_log);
        var malformed = new List<MalformedLine>();
        var result = await ProgressBar.RunAsync($"Replaying {path}", invocation.Error, async progress =>
        {
            await using var simulation = await Simulation.StartAsync(plan, cancellationToken);
            using var log = AccessLog.Open(path, malformed.Add);
            return await simulation.RunAsync(log, progress, cancellationToken);
        });
        foreach (var line in malformed.Take(MalformedShown))
        {
            await invocation.Error.WriteLineAsync($"warning: line {line.Line} is not a log entry: {line.Reason}");
        }

        if (malformed.Count > MalformedShown)
        {
            await invocation.Error.WriteLineAsync($"warning: and {malformed.Count - MalformedShown} more lines");
        }

        result.Write(invocation.Report);
        return CommandLine.Yes;
    }

    private async Task<Plan> PlanAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var parsed = invocation.Parsed;
        if (parsed.GetValue(_limits) is { } limits)
        {
            return new Plan { Name = "simulated", Limits = limits };
        }

        var name = parsed.GetValue(_plan)!;
        if (parsed.GetValue(_plans) is { } path)
        {
            var file = await PlanFile.ReadAsync(path, cancellationToken);
            file.ThrowIfInvalid(path);
            PlanRules.Check(file.Plans);
            return file.Plans.FirstOrDefault(p => p.Name == name)
                ?? throw new CommandFailedException($"{Shown.Of(path)} has no plan '{Shown.Of(name)}'; it has {string.Join(", ", file.Plans.Select(p => p.Name))}.");
        }

        await using var toolbox = await invocation.OpenAsync(cancellationToken);
        return (await toolbox.Get<ShowPlan>().RunAsync(name, null, cancellationToken)).Plan;
    }
}
