namespace Tollgate.Postgres.Migrations;

/// <summary>
/// The identity of the database as its first migration creates it, made up once and never changed.
/// Never edit a text once a migration that runs it has landed: change the table in a new migration.
/// </summary>
internal static class InstallationTable
{
    /// <summary>One row.</summary>
    public const string Create = """
        create table installation (
            is_only boolean not null default true,
            id text not null default gen_random_uuid()::text,
            constraint pk_installation primary key (is_only),
            constraint ck_installation_is_only check (is_only)
        );
        comment on table installation is 'One row: what tells this database from others; copies of the database have it, too';
        insert into installation default values;
        """;

    /// <summary>Removes the table.</summary>
    public const string Drop = "drop table installation;";
}
