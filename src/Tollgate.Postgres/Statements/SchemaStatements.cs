namespace Tollgate.Postgres.Statements;

/// <summary>Statements about the schema as a whole.</summary>
internal static class SchemaStatements
{
    /// <summary>Waits until no other session migrates, and keeps others waiting until this session ends. The number is the ASCII of "tollgate".</summary>
    public const string LockMigrations = """
        -- tollgate: lock migrations
        select pg_advisory_lock(8390043843661231205)
        """;
}
