namespace Tollgate.Sqlite.Statements;

/// <summary>Statements on <c>changes</c>, by which processes tell each other what changed.</summary>
internal static class ChangeStatements
{
    /// <summary>Publishes a change: text, time in Unix milliseconds.</summary>
    public const string Publish = """
        -- tollgate: publish change
        insert into changes (change, at) values ({0}, {1})
        """;

    /// <summary>Deletes changes that every process has read long since: those before a time in Unix milliseconds.</summary>
    public const string DeleteOld = """
        -- tollgate: delete old changes
        delete from changes where at < {0}
        """;

    /// <summary>The newest id ever given, even when its row is deleted.</summary>
    public const string Newest = """
        -- tollgate: newest change
        select coalesce((select seq from sqlite_sequence where name = 'changes'), 0)
        """;

    /// <summary>Changes after an id.</summary>
    public const string After = """
        -- tollgate: read changes
        select id, change from changes where id > $id order by id
        """;
}
