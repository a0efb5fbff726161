namespace Tollgate.Postgres.Statements;

/// <summary>Statements by which nodes tell each other what changed.</summary>
internal static class ChangeStatements
{
    /// <summary>Publishes changes: an array of texts. They are delivered when the transaction commits.</summary>
    public const string Publish = """
        -- tollgate: publish changes
        select pg_notify('tollgate_changes', change) from unnest({0}) as change
        """;

    /// <summary>Has the connection told of changes.</summary>
    public const string Listen = """
        -- tollgate: listen for changes
        listen tollgate_changes
        """;
}
