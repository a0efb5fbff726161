using Microsoft.Data.Sqlite;
using Tollgate.Limiting;
using Tollgate.Sqlite.Statements;

namespace Tollgate.Sqlite.Limiting;

/// <summary>The ledger's one connection with its prepared statements. All calls block: they belong on a thread of their own.</summary>
internal sealed class LedgerConnection : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _begin;
    private readonly SqliteCommand _commit;
    private readonly SqliteCommand _read;
    private readonly SqliteCommand _readAll;
    private readonly SqliteCommand _write;
    private readonly SqliteParameter[] _slots = new SqliteParameter[3 * QuotaSpec.Slots];

    public LedgerConnection(string connectionString)
    {
        _connection = new SqliteConnection(connectionString);
        _connection.Open();
        Execute(LedgerStatements.Session);
        _begin = Prepare(LedgerStatements.Begin);
        _commit = Prepare(LedgerStatements.Commit);
        _read = Prepare(LedgerStatements.Read, "$subject", "$scope");
        _readAll = Prepare(LedgerStatements.ReadAll, "$subject");
        _write = Prepare(LedgerStatements.Write, "$subject", "$scope", "$granted", "$updated_at");
        for (var column = 0; column < _slots.Length; column++)
        {
            var name = (column % 3) switch { 0 => "$start_", 1 => "$end_", _ => "$used_" };
            _slots[column] = _write.Parameters.Add(name + ((column / 3) + 1), SqliteType.Integer);
        }
    }

    public void Begin() => _begin.ExecuteNonQuery();

    public void Commit() => _commit.ExecuteNonQuery();

    /// <summary>The row, or null.</summary>
    public LedgerRow? Read(string subject, string scope)
    {
        _read.Parameters[0].Value = subject;
        _read.Parameters[1].Value = scope;
        using var reader = _read.ExecuteReader();
        return reader.Read() ? Row(reader) : null;
    }

    /// <summary>All rows of a subject.</summary>
    public List<LedgerRow> ReadAll(string subject)
    {
        _readAll.Parameters[0].Value = subject;
        using var reader = _readAll.ExecuteReader();
        var rows = new List<LedgerRow>();
        while (reader.Read())
        {
            rows.Add(Row(reader));
        }

        return rows;
    }

    /// <summary>Stores the row.</summary>
    public void Write(string subject, LedgerRow row, long granted, long now)
    {
        _write.Parameters[0].Value = subject;
        _write.Parameters[1].Value = row.Scope;
        _write.Parameters[2].Value = granted;
        _write.Parameters[3].Value = now;
        for (var slot = 0; slot < QuotaSpec.Slots; slot++)
        {
            var isUsed = row.Spans[slot] != default;
            _slots[3 * slot].Value = isUsed ? row.Spans[slot].Start : DBNull.Value;
            _slots[(3 * slot) + 1].Value = isUsed ? row.Spans[slot].End : DBNull.Value;
            _slots[(3 * slot) + 2].Value = isUsed ? row.Used[slot] : DBNull.Value;
        }

        _write.ExecuteNonQuery();
    }

    /// <summary>Closes the connection; a transaction that is still open is rolled back.</summary>
    public void Dispose()
    {
        foreach (var command in new[] { _begin, _commit, _read, _readAll, _write })
        {
            command.Dispose();
        }

        _connection.Dispose();
    }

    private static LedgerRow Row(SqliteDataReader reader)
    {
        var spans = new WindowSpan[QuotaSpec.Slots];
        var used = new long[QuotaSpec.Slots];
        for (var slot = 0; slot < QuotaSpec.Slots; slot++)
        {
            var column = 1 + (3 * slot);
            if (!reader.IsDBNull(column))
            {
                spans[slot] = new WindowSpan(reader.GetInt64(column), reader.GetInt64(column + 1));
                used[slot] = reader.GetInt64(column + 2);
            }
        }

        return new LedgerRow(reader.GetString(0), spans, used);
    }

    private void Execute(string text)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }

    private SqliteCommand Prepare(string text, params ReadOnlySpan<string> parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = text;
        foreach (var name in parameters)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = name });
        }

        return command;
    }
}
