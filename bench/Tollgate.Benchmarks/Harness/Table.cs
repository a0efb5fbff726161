using System.Globalization;

namespace Tollgate.Benchmarks.Harness;

/// <summary>Rows and targets as text.</summary>
internal static class Table
{
    /// <summary>Heads of a Markdown table of rows.</summary>
    public const string Head = """
        | what | callers | a second | p50 µs | p99 µs | p99.9 µs | bytes | statements per million | durable | exact |
        |---|---|---|---|---|---|---|---|---|---|
        """;

    /// <summary>A row of that table.</summary>
    public static string Line(BenchmarkRow row) =>
        $"| {row.What}{(row.Note is { } note ? $" ({note})" : "")} | {row.Callers} | {Number(row.PerSecond)} {row.Unit}s{Spread(row)} | {Number(row.P50)} | {Number(row.P99)} | {Number(row.P999)} "
        + $"| {Number(row.BytesPerOperation)} | {Number(row.StatementsPerMillion)} | {YesNo(row.IsDurable)} | {YesNo(row.IsExact)} |";

    /// <summary>The line that scripts read.</summary>
    public static string Result(BenchmarkTarget target) => string.Create(CultureInfo.InvariantCulture,
        $"RESULT row={target.Row} ratio={target.Ratio:0.00#} target={target.Target:0.###} {(target.IsKept ? "ok" : "short")}");

    /// <summary>To three or four digits that matter.</summary>
    public static string Number(double? value) => value switch
    {
        null => "",
        >= 100 or 0 => value.Value.ToString("N0", CultureInfo.InvariantCulture),
        >= 1 => value.Value.ToString("0.0#", CultureInfo.InvariantCulture),
        _ => value.Value.ToString("0.###", CultureInfo.InvariantCulture),
    };

    private static string Spread(BenchmarkRow row) =>
        row.PerSecondLow is { } low && row.PerSecondHigh is { } high && low < high ? $" ({Number(low)} to {Number(high)})" : "";

    private static string YesNo(bool? value) => value switch { true => "yes", false => "no", null => "" };
}
