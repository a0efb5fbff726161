using System.Globalization;

namespace Tollgate.Server.Commands;

/// <summary>Writes a table as comma-separated values (RFC 4180): a heading, fields quoted where they must be, numbers without separators.</summary>
internal static class Csv
{
    private static readonly char[] Quoted = [',', '"', '\r', '\n'];

    /// <summary>Writes the table.</summary>
    public static void Write(TextWriter output, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string?>> rows)
    {
        WriteLine(output, columns.Select(c => c.TrimStart('>')));
        foreach (var row in rows)
        {
            WriteLine(output, row.Select((cell, column) => columns[column].StartsWith('>') ? Number(cell) : Text(cell)));
        }
    }

    private static void WriteLine(TextWriter output, IEnumerable<string?> cells) => output.Write(string.Join(',', cells.Select(Field)) + "\r\n");

    private static string Field(string? cell) =>
        cell is null ? "" : cell.IndexOfAny(Quoted) < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string? Number(string? cell) =>
        decimal.TryParse(cell, NumberStyles.Number, CultureInfo.InvariantCulture, out var number) ? number.ToString(CultureInfo.InvariantCulture) : Text(cell);

    /// <summary>A spreadsheet would run a text that begins like a formula; names come from strangers.</summary>
    private static string? Text(string? cell) => cell is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] ? "'" + cell : cell;
}
