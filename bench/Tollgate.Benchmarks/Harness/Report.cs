using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tollgate.Benchmarks.Harness;

/// <summary>Writes each suite's results as JSON, and all results of the folder together as one Markdown report.</summary>
internal sealed class Report(string folder)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Where files of the report, such as plots, belong.</summary>
    public string Folder { get; } = folder;

    /// <summary>Keeps a suite's results in place of its earlier ones.</summary>
    public async Task WriteAsync(ISuite suite, SuiteRun run, DateTimeOffset measuredAt, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Folder);
        var results = new SuiteResults(suite.Name, suite.Title, measuredAt, run.IsQuick, Machine.Here, run.Rows, run.Targets, run.Notes);
        await File.WriteAllTextAsync(Path.Combine(Folder, $"{suite.Name}.json"), JsonSerializer.Serialize(results, Json) + "\n", cancellationToken);
    }

    /// <summary>Writes the report anew from the results that the folder holds.</summary>
    /// <param name="order">Names of the suites in the order of the report.</param>
    public async Task SummariseAsync(IEnumerable<string> order, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Folder);
        var text = new StringBuilder("""
            # Measurements

            Written by `./bench.sh`; each table is one run on one machine, whose contenders took turns: compare within a table, not across.
            A row is the median of its turns, with the slowest and the fastest in brackets. Bytes are managed bytes of the whole process per operation.

            """);
        foreach (var path in order.Select(n => Path.Combine(Folder, $"{n}.json")).Where(File.Exists))
        {
            var results = JsonSerializer.Deserialize<SuiteResults>(await File.ReadAllTextAsync(path, cancellationToken), Json)!;
            Append(text, results);
        }

        await File.WriteAllTextAsync(Path.Combine(Folder, "README.md"), text.ToString(), cancellationToken);
    }

    private static void Append(StringBuilder text, SuiteResults results)
    {
        text.AppendLine().AppendLine($"## {results.Title}").AppendLine();
        text.AppendLine($"`./bench.sh {(results.IsQuick ? "--quick " : "")}{results.Suite}`, {results.MeasuredAt.UtcDateTime:yyyy-MM-dd}, {results.Machine.Processor}, {results.Machine.Cores} cores, {results.Machine.System}, {results.Machine.Runtime}").AppendLine();
        if (results.Rows.Count > 0)
        {
            text.AppendLine(Table.Head);
            results.Rows.ToList().ForEach(r => text.AppendLine(Table.Line(r)));
            text.AppendLine();
        }

        results.Notes.ToList().ForEach(n => text.AppendLine(n).AppendLine());
        if (results.Targets.Count > 0)
        {
            text.AppendLine("| promise | ratio | target | |").AppendLine("|---|---|---|---|");
            results.Targets.ToList().ForEach(t => text.AppendLine(
                $"| {t.Row} | {Table.Number(t.Ratio)} | {(t.IsCeiling ? "at most" : "at least")} {Table.Number(t.Target)} | {(t.IsKept ? "ok" : "short")} |"));
        }
    }

    private sealed record SuiteResults(
        string Suite, string Title, DateTimeOffset MeasuredAt, bool IsQuick, Machine Machine,
        IReadOnlyList<BenchmarkRow> Rows, IReadOnlyList<BenchmarkTarget> Targets, IReadOnlyList<string> Notes);
}
