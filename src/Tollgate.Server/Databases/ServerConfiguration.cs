namespace Tollgate.Server.Databases;

/// <summary>Where settings come from: appsettings.json of the working directory, then the environment; the command line wins over both.</summary>
internal static class ServerConfiguration
{
    /// <summary>The setting that names the database.</summary>
    public const string DatabaseKey = "Tollgate:Database";

    /// <summary>The setting that names the standbys which reports read from.</summary>
    public const string ReadDatabaseKey = "Tollgate:ReadDatabase";

    /// <summary>Reads the settings.</summary>
    public static IConfigurationRoot Build(params IEnumerable<KeyValuePair<string, string?>> commandLine) => new ConfigurationBuilder()
        .SetBasePath(Directory.GetCurrentDirectory())
        .AddJsonFile("appsettings.json", optional: true, reloadOnChange: false)
        .AddEnvironmentVariables()
        .AddInMemoryCollection(commandLine)
        .Build();
}
