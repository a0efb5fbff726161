using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Tollgate.Testing.Hosting;

namespace Tollgate.Testing.Recording;

/// <summary>Looks at <c>api_usage</c>.</summary>
public static class StoredUsage
{
    /// <summary>All rows that a query gives, with the values as text of the invariant culture, in lower case; null as "-".</summary>
    public static async Task<List<string[]>> QueryAsync(TestNode node, string sql, CancellationToken cancellationToken)
    {
        await using var context = await StoredRows.OpenAsync(node);
        await context.Database.OpenConnectionAsync(cancellationToken);
        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<string[]>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(column => Text(reader, column))]);
        }

        return rows;
    }

    private static string Text(DbDataReader reader, int column) =>
        reader.IsDBNull(column) ? "-" : Convert.ToString(reader.GetValue(column), CultureInfo.InvariantCulture)!;
}
