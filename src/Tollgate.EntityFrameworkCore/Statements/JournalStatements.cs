namespace Tollgate.EntityFrameworkCore.Statements;

/// <summary>Statements of the usage journal, a SQLite file of its own whatever the database is.</summary>
internal static class JournalStatements
{
    /// <summary>
    /// Opens a journal: what is committed is on disk, a torn end is detected by the log's checksums, and pages that empty are given back.
    /// </summary>
    public const string Open = """
        /* tollgate.journal.open */
        pragma auto_vacuum = incremental;
        pragma journal_mode = wal;
        pragma synchronous = full;
        create table if not exists blocks (
            position integer primary key autoincrement,
            is_refused integer not null,
            row_count integer not null,
            body blob not null
        ) strict;
        """;

    /// <summary>Bytes of all blocks.</summary>
    public const string Size = "/* tollgate.journal.size */ select coalesce(sum(length(body)), 0) from blocks";

    /// <summary>Adds a block.</summary>
    public const string Append = "/* tollgate.journal.append */ insert into blocks (is_refused, row_count, body) values ($is_refused, $rows, $body)";

    /// <summary>Blocks, oldest first.</summary>
    public const string Read = "/* tollgate.journal.read */ select position, is_refused, row_count, body from blocks order by position";

    /// <summary>Removes blocks up to a position; the bytes that it frees.</summary>
    public const string Remove = """
        /* tollgate.journal.remove */
        select coalesce(sum(length(body)), 0) from blocks where position <= $position;
        delete from blocks where position <= $position;
        """;

    /// <summary>Removes the blocks of refused requests; rows and bytes that it frees.</summary>
    public const string RemoveRefused = """
        /* tollgate.journal.remove_refused */
        select coalesce(sum(row_count), 0), coalesce(sum(length(body)), 0) from blocks where is_refused = 1;
        delete from blocks where is_refused = 1;
        """;

    /// <summary>Gives empty pages back to the file system.</summary>
    public const string Shrink = "/* tollgate.journal.shrink */ pragma incremental_vacuum; pragma wal_checkpoint(truncate);";
}
