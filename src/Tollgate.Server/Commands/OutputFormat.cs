namespace Tollgate.Server.Commands;

/// <summary>How a command answers.</summary>
internal enum OutputFormat
{
    /// <summary>Tables for people.</summary>
    Table,

    /// <summary>One JSON document on standard output and nothing else.</summary>
    Json,

    /// <summary>Comma-separated values as of RFC 4180, of commands that answer with one table.</summary>
    Csv,

    /// <summary>A plan file; `plans show` and `plans list` only.</summary>
    Yaml,
}
