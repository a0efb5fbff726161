namespace Tollgate.Sqlite.Migrations;

/// <summary>
/// The identity of the database as its first migration creates it, made up once and never changed.
/// Never edit a text once a migration that runs it has landed: change the table in a new migration.
/// </summary>
internal static class InstallationTable
{
    /// <summary>One row.</summary>
    public const string Create = """
        create table installation (
            is_only integer not null default 1,
            id text not null,
            constraint pk_installation primary key (is_only),
            constraint ck_installation_is_only check (is_only = 1)
        ) strict;
        insert into installation (id) values (lower(hex(randomblob(16))));
        """;

    /// <summary>Removes the table.</summary>
    public const string Drop = "drop table installation;";
}
