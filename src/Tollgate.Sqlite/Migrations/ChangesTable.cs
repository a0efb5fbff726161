namespace Tollgate.Sqlite.Migrations;

/// <summary>
/// The table that tells other processes what changed. Never edit a text once a migration that runs it has landed.
/// </summary>
internal static class ChangesTable
{
    /// <summary>Ids only grow (autoincrement), so that a reader never misses one after old rows were deleted.</summary>
    public const string Create = """
        create table changes (
            id integer primary key autoincrement,
            change text not null,
            at integer not null
        ) strict;
        create index ix_changes_at on changes (at);
        """;

    /// <summary>Removes the table.</summary>
    public const string Drop = "drop table changes;";
}
