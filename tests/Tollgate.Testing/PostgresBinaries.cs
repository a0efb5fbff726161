namespace Tollgate.Testing;

/// <summary>Where the server programs of PostgreSQL (initdb, pg_ctl, postgres) are.</summary>
public static class PostgresBinaries
{
    /// <summary>The environment variable that overrides the search.</summary>
    public const string Variable = "TOLLGATE_PG_BIN";

    private const string DebianRoot = "/usr/lib/postgresql";

    /// <summary>The folder of the newest installed version, or null when there is none.</summary>
    public static string? Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given)
        {
            return IsComplete(given) ? given : throw new InvalidOperationException(
                $"{Variable} is '{given}', but there is no initdb and pg_ctl in that folder.");
        }

        IEnumerable<string> versions = Directory.Exists(DebianRoot) ? Directory.GetDirectories(DebianRoot) : [];
        return versions
            .OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), out var version) ? version : 0)
            .Select(folder => Path.Combine(folder, "bin"))
            .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
            .FirstOrDefault(IsComplete);
    }

    private static bool IsComplete(string folder) =>
        File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "pg_ctl"));
}
