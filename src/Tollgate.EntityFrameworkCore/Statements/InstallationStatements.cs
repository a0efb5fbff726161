namespace Tollgate.EntityFrameworkCore.Statements;

/// <summary>Statements on the identity of the database that both databases understand.</summary>
internal static class InstallationStatements
{
    /// <summary>The identity.</summary>
    public const string Read = """
        -- tollgate: read installation
        select id as "Value" from installation
        """;
}
