using Npgsql;
using Tollgate.Limiting;

namespace Tollgate.Postgres.Limiting;

/// <summary>Reads the columns start, end, used of all slots from a result row.</summary>
internal static class LedgerColumns
{
    /// <summary>The row that starts at the given column; slots never used are default.</summary>
    public static LedgerRow Read(NpgsqlDataReader reader, int first, string scope)
    {
        var spans = new WindowSpan[QuotaSpec.Slots];
        var used = new long[QuotaSpec.Slots];
        for (var slot = 0; slot < QuotaSpec.Slots; slot++)
        {
            var column = first + (3 * slot);
            if (!reader.IsDBNull(column))
            {
                spans[slot] = new WindowSpan(reader.GetInt64(column), reader.GetInt64(column + 1));
                used[slot] = reader.GetInt64(column + 2);
            }
        }

        return new LedgerRow(scope, spans, used);
    }
}
