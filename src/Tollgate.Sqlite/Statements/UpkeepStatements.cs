namespace Tollgate.Sqlite.Statements;

/// <summary>Statements that look after the file.</summary>
internal static class UpkeepStatements
{
    /// <summary>Bytes of the file, and bytes of it that are free.</summary>
    public const string Size = """
        /* tollgate.upkeep.size */
        select page_count * page_size, freelist_count * page_size from pragma_page_count(), pragma_page_size(), pragma_freelist_count()
        """;

    /// <summary>What <see cref="Optimize"/> would do, a statement each.</summary>
    public const string Proposals = "/* tollgate.upkeep.proposals */ pragma optimize(-1)";

    /// <summary>Analyses tables that changed much since, reading a sample only.</summary>
    public const string Optimize = "/* tollgate.upkeep.optimize */ pragma analysis_limit = 200; pragma optimize";
}
