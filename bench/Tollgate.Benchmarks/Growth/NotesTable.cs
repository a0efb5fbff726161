using Tollgate.Benchmarks.Harness;

namespace Tollgate.Benchmarks.Growth;

/// <summary>Numbers as a table in Markdown.</summary>
internal static class NotesTable
{
    /// <summary>Writes one.</summary>
    public static string Of(IEnumerable<string> heads, IEnumerable<IEnumerable<double>> rows)
    {
        var names = heads.ToList();
        return string.Join('\n', [Line(names), Line(names.Select(_ => "---")), .. rows.Select(r => Line(r.Select(Number)))]);
    }

    /// <summary>Whole numbers are counts.</summary>
    private static string Number(double value) =>
        value == Math.Floor(value) ? value.ToString("N0", System.Globalization.CultureInfo.InvariantCulture) : Table.Number(value);

    private static string Line(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";
}
