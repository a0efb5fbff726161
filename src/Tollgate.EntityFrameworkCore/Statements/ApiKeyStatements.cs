namespace Tollgate.EntityFrameworkCore.Statements;

/// <summary>Statements on <c>api_keys</c> that both databases understand.</summary>
internal static class ApiKeyStatements
{
    /// <summary>Keys whose hash lies between two hashes.</summary>
    public const string BetweenHashes = """
        -- tollgate: keys between hashes
        select * from api_keys where hash >= {0} and hash <= {1}
        """;
}
