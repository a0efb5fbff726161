using Npgsql;
using Tollgate.Limiting;

namespace Tollgate.Postgres.Limiting;

/// <summary>Reads the columns start, end, used of all slots from a result row.</summary>
internal static class LedgerColumns
{
    /// <summary>The row that starts at the given column; slots never used are default.</summary>
    /// <param name="reader">At the row.</param>
    /// <param name="first">The first slot's column.</param>
    /// <param name="scope">The row's scope.</param>
    /// <param name="expected">The instances that the row probably has, those of the ask; they are kept instead of equal ones. Nine entries.</param>
    public static LedgerRow Read(NpgsqlDataReader reader, int first, string scope, IReadOnlyList<WindowSpan>? expected = null)
    {
        WindowSpan[]? spans = null;
        var used = new long[QuotaSpec.Slots];
        for (var slot = 0; slot < QuotaSpec.Slots; slot++)
        {
            var column = first + (3 * slot);
            var span = default(WindowSpan);
            if (!reader.IsDBNull(column))
            {
                span = new WindowSpan(reader.GetInt64(column), reader.GetInt64(column + 1));
                used[slot] = reader.GetInt64(column + 2);
            }

            if (spans is null && span != expected?[slot])
            {
                spans = new WindowSpan[QuotaSpec.Slots];
                for (var before = 0; before < slot; before++)
                {
                    spans[before] = expected![before];
                }
            }

            if (spans is not null)
            {
                spans[slot] = span;
            }
        }

        return new LedgerRow(scope, spans ?? expected!, used);
    }

    /// <summary>Units of the first slots, of which only the used column was returned; 0 where the ask has none in use. Nine entries.</summary>
    /// <param name="reader">At the row.</param>
    /// <param name="first">The first slot's column.</param>
    /// <param name="ask">Which slots are in use.</param>
    /// <param name="slots">How many were returned.</param>
    public static long[] ReadUsed(NpgsqlDataReader reader, int first, LedgerAsk ask, int slots)
    {
        var used = new long[QuotaSpec.Slots];
        for (var slot = 0; slot < slots; slot++)
        {
            used[slot] = ask.Spec.BySlot[slot] is null ? 0 : reader.GetInt64(first + slot);
        }

        return used;
    }
}
