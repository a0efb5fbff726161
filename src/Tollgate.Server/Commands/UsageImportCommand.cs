using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Options;
using Tollgate.Identifying;
using Tollgate.Maintaining;
using Tollgate.Recording;
using Tollgate.Server.Recording;
using Tollgate.Server.Replay;

namespace Tollgate.Server.Commands;

/// <summary>Brings an access log into recorded usage, to have history from the first day.</summary>
internal sealed class UsageImportCommand : TollgateCommand
{
    private const int MalformedShown = 10;

    private readonly Argument<string> _file = new("FILE") { Description = "Access log in Apache's or nginx's common or combined format; .gz too, - for standard input" };
    private readonly Option<string> _by = new("--by") { Description = "What tells callers apart: ip, the client's address", HelpName = "ip", DefaultValueFactory = _ => "ip" };

    public UsageImportCommand()
        : base("import", "Bring an access log into recorded usage; running it again adds only what is new.")
    {
        _by.AcceptOnlyFromAmong("ip");
        Arguments.Add(_file);
        Options.Add(_by);
    }

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var path = invocation.Parsed.GetRequiredValue(_file);
        if (path != "-" && !File.Exists(path))
        {
            throw new CommandFailedException($"'{Plans.Shown.Of(path)}' is not a file; name an access log, or - for standard input.");
        }

        await using var toolbox = await invocation.OpenAsync(cancellationToken);
        var countries = toolbox.Get<CountryDatabase>();
        countries.Open();
        var kept = toolbox.Get<IOptions<MaintainingOptions>>().Value.UsageEvents;
        var keptFrom = (toolbox.Get<TimeProvider>().GetUtcNow() - kept).UtcDateTime.Date;
        var import = new UsageImport(
            toolbox.Get<IUsageStore>(),
            toolbox.Get<IOptions<IdentifyingOptions>>().Value,
            toolbox.Get<IOptions<RecordingOptions>>().Value,
            countries,
            keptFrom);
        var malformed = new List<MalformedLine>();
        var result = await ProgressBar.RunAsync($"Importing {path}", invocation.Error, progress => import.RunAsync(path, malformed.Add, progress, cancellationToken));
        foreach (var line in malformed.Take(MalformedShown))
        {
            await invocation.Error.WriteLineAsync($"warning: line {line.Line} is not a log entry: {line.Reason}");
        }

        if (malformed.Count > MalformedShown)
        {
            await invocation.Error.WriteLineAsync($"warning: and {malformed.Count - MalformedShown} more lines");
        }

        Write(invocation.Report, path, result, kept);
        return CommandLine.Yes;
    }

    private static void Write(Report report, string path, UsageImportResult result, TimeSpan kept)
    {
        if (report.TryWriteJson(new { file = path, result.Node, result.Entries, result.Imported, result.AlreadyThere, result.Malformed, result.PastRetention }))
        {
            return;
        }

        report.Table(
            [">entries", ">imported", ">already there", ">not entries", "recorded as node"],
            [[Shown(result.Entries), Shown(result.Imported), Shown(result.AlreadyThere), Shown(result.Malformed), result.Node]]);
        if (result.PastRetention > 0)
        {
            report.Line($"{Shown(result.PastRetention)} entries are older than {kept.Days} days (Tollgate:Maintaining:UsageEvents): the daily job removes them. "
                + "Their sums stay as long as sums are kept, unless the job has run before: then they are in no sum. Raise the settings first to keep such history.");
        }
    }

    private static string Shown(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
