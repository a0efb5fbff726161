using System.CommandLine;
using System.Globalization;
using Tollgate.Administering;
using Tollgate.Aggregating;

namespace Tollgate.Server.Commands;

/// <summary>Reports usage from the sums.</summary>
internal sealed class UsageReportCommand : TollgateCommand
{
    private readonly Option<UsageDimension?> _by = Parsers.Word<UsageDimension>("--by", "What to group by; default nothing");
    private readonly Option<SummaryGrain?> _per = new("--per")
    {
        Description = "A row per hour or per day; default one for the whole span",
        HelpName = "hour|day",
        CustomParser = result => result.Tokens.Single().Value.ToLowerInvariant() switch
        {
            "hour" => SummaryGrain.Hour,
            "day" => SummaryGrain.Day,
            _ => Wrong(result),
        },
    };

    private readonly Option<DateTimeOffset?> _from = Parsers.Instant("--from", "First day or hour, in UTC; default 30 days ago");
    private readonly Option<DateTimeOffset?> _until = Parsers.Instant("--to", "Day or hour that is not in the report any more, in UTC; default now");
    private readonly Option<string?> _user = new("--user") { Description = "One user, by name or subject; an anonymous network as ip_203.0.113.0/24", HelpName = "USER" };
    private readonly Option<string?> _key = new("--key") { Description = "One API key, by id, last four characters or hash", HelpName = "KEY" };
    private readonly Option<string?> _plan = new("--plan") { Description = "One plan", HelpName = "PLAN" };
    private readonly Option<string?> _endpoint = new("--endpoint") { Description = "One endpoint, as the report by endpoint names it", HelpName = "ENDPOINT" };
    private readonly Option<string?> _country = new("--country") { Description = "One country, e.g. CH", HelpName = "CODE" };
    private readonly Option<int> _limit = new("--limit") { Description = "By user or key: so many of them, those with the most requests", HelpName = "N", DefaultValueFactory = _ => 50 };
    private readonly Option<bool> _asIs = new("--as-is") { Description = "Report what is summed already; default: sum new usage first" };

    public UsageReportCommand()
        : base("report", "Report requests, units, bytes and response times from the sums of recorded usage.")
    {
        Option[] options = [_by, _per, _from, _until, _user, _key, _plan, _endpoint, _country, _limit, _asIs];
        foreach (var option in options)
        {
            Options.Add(option);
        }
    }

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var parsed = invocation.Parsed;
        var query = new UsageReportQuery
        {
            By = parsed.GetValue(_by) ?? UsageDimension.None,
            Per = parsed.GetValue(_per),
            From = parsed.GetValue(_from),
            Until = parsed.GetValue(_until),
            User = parsed.GetValue(_user),
            Key = parsed.GetValue(_key),
            Plan = parsed.GetValue(_plan),
            Endpoint = parsed.GetValue(_endpoint),
            Country = parsed.GetValue(_country),
            Limit = parsed.GetValue(_limit),
        };
        await using var toolbox = await invocation.OpenAsync(cancellationToken);
        if (!parsed.GetValue(_asIs))
        {
            await ProgressBar.RunAsync("Summing new usage", invocation.Error, progress => toolbox.Get<SumUsage>().RunAsync(progress, cancellationToken));
        }

        Write(invocation.Report, query, await toolbox.Get<ReportUsage>().RunAsync(query, cancellationToken));
        await invocation.NoteFreshnessAsync(toolbox, cancellationToken);
        return CommandLine.Yes;
    }

    private static SummaryGrain? Wrong(System.CommandLine.Parsing.ArgumentResult result)
    {
        result.AddError($"--per: '{Plans.Shown.Of(result.Tokens.Single().Value)}' is not hour or day.");
        return null;
    }

    private static void Write(Report output, UsageReportQuery query, UsageReport report)
    {
        if (output.TryWriteJson(UsageReportShape.Of(query, report)))
        {
            return;
        }

        output.Line($"Usage from {report.From:yyyy-MM-dd HH:mm} to {report.Until:yyyy-MM-dd HH:mm} UTC");
        output.Table(UsageReportTable.Columns(query), report.Rows.Select(row => UsageReportTable.Cells(query, row)));
        if (report.Rows.Count > 1)
        {
            output.Line($"Together: {Number(report.Total.Measures.Requests)} requests, {Number(report.Total.Measures.Charged)} units charged");
        }

        if (report.IsCutOff)
        {
            output.Line($"The {query.Limit} {(query.By == UsageDimension.Key ? "keys" : "subjects")} with the most requests; --limit shows more.");
        }

        if (report.UnsummedHours > 0)
        {
            output.Line($"{report.UnsummedHours} hours have usage that is not summed yet; leave --as-is out to sum it.");
        }
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
