using System.CommandLine;
using System.Globalization;
using Tollgate.Administering;
using Tollgate.Aggregating;

namespace Tollgate.Server.Commands;

/// <summary>Lists who uses the most.</summary>
internal sealed class UsageTopCommand : TollgateCommand
{
    private readonly Option<RankedBy?> _by = Parsers.Word<RankedBy>("--by", "What counts; default requests");
    private readonly Option<DateTimeOffset?> _from = Parsers.Instant("--from", "First day, in UTC; default the first of this month");
    private readonly Option<DateTimeOffset?> _until = Parsers.Instant("--to", "Day that does not count any more, in UTC; default the end of this month");
    private readonly Option<int> _limit = new("--limit") { Description = "Subjects at most", HelpName = "N", DefaultValueFactory = _ => 20 };
    private readonly Option<bool> _asIs = new("--as-is") { Description = "Rank by what is summed already; default: sum new usage first" };

    public UsageTopCommand()
        : base("top", "List the subjects with the most requests, refusals or charged units.")
    {
        Options.Add(_by);
        Options.Add(_from);
        Options.Add(_until);
        Options.Add(_limit);
        Options.Add(_asIs);
    }

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var parsed = invocation.Parsed;
        await using var toolbox = await invocation.OpenAsync(cancellationToken);
        if (!parsed.GetValue(_asIs))
        {
            await ProgressBar.RunAsync("Summing new usage", invocation.Error, progress => toolbox.Get<SumUsage>().RunAsync(progress, cancellationToken));
        }

        var by = parsed.GetValue(_by) ?? RankedBy.Requests;
        var ranking = await toolbox.Get<RankUsage>().RunAsync(by, parsed.GetValue(_from), parsed.GetValue(_until), parsed.GetValue(_limit), cancellationToken);
        if (!invocation.Report.TryWriteJson(UsageReportShape.Of(ranking, by)))
        {
            invocation.Report.Line($"Most {Parsers.WordOf(by)} from {ranking.From:yyyy-MM-dd} to {ranking.Until:yyyy-MM-dd}");
            invocation.Report.Table(
                ["subject", "user", ">requests", ">ok", ">failed", ">refused", ">units charged"],
                ranking.Subjects.Select(s => new[]
                {
                    s.Subject, s.UserName, Number(s.Measures.Requests), Number(s.Measures.Succeeded), Number(s.Measures.Failed),
                    Number(s.Measures.Refused), Number(s.Measures.Charged),
                }));
        }

        await invocation.NoteFreshnessAsync(toolbox, cancellationToken);
        return CommandLine.Yes;
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
