using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Options;
using Tollgate.Identifying;
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
        var import = new UsageImport(
            toolbox.Get<IUsageStore>(),
            toolbox.Get<IOptions<IdentifyingOptions>>().Value,
            toolbox.Get<IOptions<RecordingOptions>>().Value,
            countries);
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

        Write(invocation.Report, path, result);
        return CommandLine.Yes;
    }

    private static void Write(Report report, string path, UsageImportResult result)
    {
        if (report.TryWriteJson(new { file = path, result.Node, result.Entries, result.Imported, result.AlreadyThere, result.Malformed }))
        {
            return;
        }

        report.Table(
            [">entries", ">imported", ">already there", ">not entries", "recorded as node"],
            [[Shown(result.Entries), Shown(result.Imported), Shown(result.AlreadyThere), Shown(result.Malformed), result.Node]]);
    }

    private static string Shown(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
