using System.CommandLine;

namespace Tollgate.Server.Commands;

/// <summary>Options that every command has.</summary>
internal static class SharedOptions
{
    /// <summary>Which database.</summary>
    public static Option<string?> Database { get; } = new("--database")
    {
        Description = "SQLite file or connection string (Data Source=…), or PostgreSQL (Host=… or postgres://…). "
            + "Default: the setting Tollgate:Database (environment Tollgate__Database), else Data Source=.tollgate/tollgate.db",
        Recursive = true,
        HelpName = "DATABASE",
    };

    /// <summary>Where reports read.</summary>
    public static Option<string?> ReadDatabase { get; } = new("--read-database")
    {
        Description = "Standbys that reports and lists read from (Host=a,b;…), PostgreSQL only. Default: the setting Tollgate:ReadDatabase, else the database itself",
        Recursive = true,
        HelpName = "DATABASE",
    };

    /// <summary>Table or JSON.</summary>
    public static Option<OutputFormat> Output { get; } = new("--output", "-o")
    {
        Description = "table for people, json for programs, csv for spreadsheets",
        Recursive = true,
        HelpName = "table|json|csv",
        CustomParser = result => Parse(result),
        DefaultValueFactory = _ => OutputFormat.Table,
    };

    private static OutputFormat Parse(System.CommandLine.Parsing.ArgumentResult result)
    {
        var word = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        switch (word.ToLowerInvariant())
        {
            case "table" or "text":
                return OutputFormat.Table;
            case "json":
                return OutputFormat.Json;
            case "csv":
                return OutputFormat.Csv;
            case "yaml":
                return OutputFormat.Yaml;
            default:
                result.AddError($"--output is '{Plans.Shown.Of(word)}'; use table, json or csv.");
                return OutputFormat.Table;
        }
    }
}
