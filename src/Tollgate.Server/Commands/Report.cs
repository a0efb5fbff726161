using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;
using Tollgate.Server.Plans;

namespace Tollgate.Server.Commands;

/// <summary>A command's answer: tables and lines for people, or one JSON document for programs.</summary>
internal sealed class Report(TextWriter output, OutputFormat format)
{
    private const int WidthInPipe = 200;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // a terminal or a file, never a web page
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>The format asked for.</summary>
    public OutputFormat Format => format;

    /// <summary>Answers in JSON when asked to; true when it did.</summary>
    public bool TryWriteJson(object answer)
    {
        if (format != OutputFormat.Json)
        {
            return false;
        }

        output.WriteLine(JsonSerializer.Serialize(answer, Json));
        return true;
    }

    /// <summary>Writes a line for people; nothing when programs listen.</summary>
    public void Line(string text = "")
    {
        if (format is not (OutputFormat.Json or OutputFormat.Csv))
        {
            output.WriteLine(text);
        }
    }

    /// <summary>Writes text as it is, e.g. a plan file.</summary>
    public void Raw(string text) => output.Write(text);

    /// <summary>Writes a table; columns that begin with '&gt;' are numbers and stand on the right.</summary>
    public void Table(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string?>> rows)
    {
        if (format == OutputFormat.Json)
        {
            return;
        }

        if (format == OutputFormat.Csv)
        {
            Csv.Write(output, columns, rows);
            return;
        }

        var table = new Table().Border(TableBorder.Rounded);
        foreach (var column in columns)
        {
            var isNumber = column.StartsWith('>');
            table.AddColumn(new TableColumn(new Text(Heading(column))) { Alignment = isNumber ? Justify.Right : Justify.Left });
        }

        foreach (var row in rows)
        {
            table.AddRow(row.Select(cell => new Text(Shown.Clean(cell ?? ""))));
        }

        Console().Write(table);
    }

    private static string Heading(string column) =>
        column.TrimStart('>') is [var first, .. var rest] ? char.ToUpperInvariant(first) + rest : "";

    private IAnsiConsole Console()
    {
        var isTerminal = ReferenceEquals(output, System.Console.Out) && !System.Console.IsOutputRedirected;
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output),
            Interactive = InteractionSupport.No,
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
        });
        if (!isTerminal)
        {
            console.Profile.Width = WidthInPipe;
        }

        return console;
    }
}
