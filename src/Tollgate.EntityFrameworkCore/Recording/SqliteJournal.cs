using System.Globalization;
using Microsoft.Data.Sqlite;
using Tollgate.EntityFrameworkCore.Statements;
using Tollgate.Recording;

namespace Tollgate.EntityFrameworkCore.Recording;

/// <summary>A usage journal in a SQLite file, held by an exclusive lock on a file beside it until the process ends, however it ends.</summary>
internal sealed class SqliteJournal : IUsageJournal
{
    /// <summary>What the name of a file ends in that is no journal.</summary>
    public const string UnreadableExtension = ".unreadable";

    /// <summary>What stands in the name of a block's file before its position.</summary>
    public const string BlockExtension = ".block-";

    private const int Corrupt = 11;
    private const int NotADatabase = 26;
    private const long ShrinkAt = 16 << 20;
    private static readonly string[] Parts = ["-wal", "-shm"];

    private readonly Lock _lock = new();
    private readonly FileStream _held;
    private readonly SqliteConnection _connection;
    private long _bytes;
    private long _freed;

    private SqliteJournal(string path, FileStream held, SqliteConnection connection)
    {
        Path = path;
        _held = held;
        _connection = connection;
    }

    public string Path { get; }

    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Opens or creates the file at a path.</summary>
    /// <param name="path">The file.</param>
    /// <param name="held">The lock, which the journal owns from here on.</param>
    /// <exception cref="InvalidDataException">The file is no journal.</exception>
    public static SqliteJournal Open(string path, FileStream held)
    {
        var settings = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 5 };
        var journal = new SqliteJournal(path, held, new SqliteConnection(settings.ConnectionString));
        try
        {
            OwnerOnly.Make(path); // its -wal and -shm get the same mode
            journal._connection.Open();
            journal.Execute(JournalStatements.Open);
            journal._bytes = journal.Measure();
            return journal;
        }
        catch (SqliteException exception)
        {
            journal._connection.Dispose();
            throw IsUnreadable(exception) ? new InvalidDataException($"{path} is no usage journal.", exception) : exception;
        }
    }

    public void Append(params ReadOnlySpan<JournalBlock> blocks)
    {
        lock (_lock)
        {
            try
            {
                AppendBlocks(blocks);
            }
            catch (SqliteException exception) when (IsUnreadable(exception))
            {
                throw Damaged(exception);
            }
        }
    }

    public IReadOnlyList<JournalBlock> Read(long maxBytes)
    {
        lock (_lock)
        {
            try
            {
                return ReadBlocks(maxBytes);
            }
            catch (SqliteException exception) when (IsUnreadable(exception))
            {
                throw Damaged(exception);
            }
        }
    }

    public void Remove(long untilPosition)
    {
        lock (_lock)
        {
            try
            {
                RemoveBlocks(untilPosition);
            }
            catch (SqliteException exception) when (IsUnreadable(exception))
            {
                throw Damaged(exception);
            }
        }
    }

    public long RemoveRefused()
    {
        lock (_lock)
        {
            using var command = Command(JournalStatements.RemoveRefused);
            using var reader = command.ExecuteReader();
            reader.Read();
            var (rows, bytes) = (reader.GetInt64(0), reader.GetInt64(1));
            reader.NextResult(); // runs the delete
            Free(bytes);
            return rows;
        }
    }

    public void Delete()
    {
        lock (_lock)
        {
            _connection.Dispose(); // takes its -wal and -shm along
            File.Delete(Path);
            File.Delete(_held.Name);
        }
    }

    public string SetAside()
    {
        lock (_lock)
        {
            _connection.Dispose();
            return SetAside(Path, _held);
        }
    }

    public string SetAside(JournalBlock block)
    {
        var aside = string.Create(CultureInfo.InvariantCulture, $"{Path}{BlockExtension}{block.Position}");
        using var file = new FileStream(aside, OwnerOnly.Options(FileMode.Create, FileShare.None));
        file.Write(block.Body);
        file.Flush(flushToDisk: true);
        return aside;
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _connection.Dispose();
            _held.Dispose();
        }
    }

    /// <summary>Renames a file that is no journal, and removes its lock.</summary>
    public static string SetAside(string path, FileStream held)
    {
        var aside = path + UnreadableExtension;
        File.Move(path, aside, overwrite: true);
        foreach (var part in Parts.Where(part => File.Exists(path + part)))
        {
            File.Move(path + part, aside + part, overwrite: true); // what was not yet copied into the file itself
        }

        File.Delete(held.Name);
        return aside;
    }

    private static bool IsUnreadable(SqliteException exception) => exception.SqliteErrorCode is Corrupt or NotADatabase;

    private void AppendBlocks(ReadOnlySpan<JournalBlock> blocks)
    {
        using var transaction = _connection.BeginTransaction();
        using var command = Command(JournalStatements.Append);
        command.Transaction = transaction;
        var added = 0L;
        foreach (var block in blocks)
        {
            command.Parameters.Clear();
            command.Parameters.AddWithValue("$is_refused", block.IsRefused ? 1 : 0);
            command.Parameters.AddWithValue("$rows", block.Rows);
            command.Parameters.AddWithValue("$body", block.Body);
            command.ExecuteNonQuery();
            added += block.Body.Length;
        }

        transaction.Commit();
        Volatile.Write(ref _bytes, _bytes + added);
    }

    /// <summary>Bytes of all blocks; of a damaged file its length, so that what is before the damage can still be read.</summary>
    private long Measure()
    {
        try
        {
            return Convert.ToInt64(Scalar(JournalStatements.Size), CultureInfo.InvariantCulture);
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode == Corrupt)
        {
            return new FileInfo(Path).Length;
        }
    }

    private List<JournalBlock> ReadBlocks(long maxBytes)
    {
        using var command = Command(JournalStatements.Read);
        using var reader = command.ExecuteReader();
        var blocks = new List<JournalBlock>();
        try
        {
            for (var bytes = 0L; bytes < maxBytes && reader.Read(); bytes += blocks[^1].Body.Length)
            {
                blocks.Add(new JournalBlock(reader.GetInt64(0), reader.GetInt64(1) != 0, reader.GetInt32(2), reader.GetFieldValue<byte[]>(3)));
            }
        }
        catch (SqliteException exception) when (IsUnreadable(exception) && blocks.Count > 0)
        {
            // What comes before the damage is saved first; the next call meets it at once.
        }

        return blocks;
    }

    private void RemoveBlocks(long untilPosition)
    {
        using var command = Command(JournalStatements.Remove);
        command.Parameters.AddWithValue("$position", untilPosition);
        using var reader = command.ExecuteReader();
        reader.Read();
        var bytes = reader.GetInt64(0);
        reader.NextResult(); // runs the delete; left to Dispose, its errors would be swallowed
        Free(bytes);
    }

    private InvalidDataException Damaged(SqliteException exception) => new($"{Path} is damaged.", exception);

    private void Free(long bytes)
    {
        Volatile.Write(ref _bytes, _bytes - bytes);
        _freed += bytes;
        if (_bytes == 0 && _freed >= ShrinkAt)
        {
            Execute(JournalStatements.Shrink);
            _freed = 0;
        }
    }

    private SqliteCommand Command(string text)
    {
        var command = _connection.CreateCommand();
        command.CommandText = text;
        return command;
    }

    private void Execute(string text)
    {
        using var command = Command(text);
        command.ExecuteNonQuery();
    }

    private object? Scalar(string text)
    {
        using var command = Command(text);
        return command.ExecuteScalar();
    }
}
