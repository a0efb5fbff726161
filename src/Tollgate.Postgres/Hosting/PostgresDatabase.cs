using Microsoft.EntityFrameworkCore;
using Npgsql;
using Tollgate.EntityFrameworkCore.Hosting;

namespace Tollgate.Postgres.Hosting;

/// <summary>One PostgreSQL database: where it is and how the context reaches it.</summary>
public sealed class PostgresDatabase
{
    /// <summary>Reads an Npgsql connection string.</summary>
    /// <param name="connectionString">E.g. "Host=db;Database=tollgate;Username=tollgate;Password=…".</param>
    /// <exception cref="ArgumentException">The text is no connection string, or names no host or database.</exception>
    public PostgresDatabase(string connectionString)
    {
        var builder = Parse(connectionString);
        if (string.IsNullOrEmpty(builder.Host) || string.IsNullOrEmpty(builder.Database))
        {
            throw new ArgumentException(
                "The PostgreSQL connection string names no host or no database. Write it like 'Host=localhost;Database=tollgate;Username=tollgate;Password=…'.",
                nameof(connectionString));
        }

        builder.ApplicationName ??= "tollgate";
        ConnectionString = builder.ConnectionString;
        Name = builder.Database;
        Identity = $"{builder.Host}:{builder.Port}/{builder.Database}";
    }

    /// <summary>The connection string, complete; holds the password, so never log it.</summary>
    public string ConnectionString { get; }

    /// <summary>Its name on its server.</summary>
    internal string Name { get; }

    /// <summary>Where it is; holds no secret.</summary>
    internal string Identity { get; }

    /// <summary>Points a context at the database. The model is built at run time unless the compiled one is set too, which starts twenty times faster.</summary>
    internal void Configure(DbContextOptionsBuilder options) => options
        .UseNpgsql(ConnectionString, npgsql => npgsql.MigrationsAssembly(typeof(PostgresDatabase).Assembly.GetName().Name))
        .UseSnakeCaseNamingConvention()
        .ConfigureWarnings(RelationalLogging.Quieten);

    private static NpgsqlConnectionStringBuilder Parse(string text)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(text);
        }
        catch (ArgumentException error)
        {
            // The driver's message names the keyword, never the value; the text itself may hold a password.
            throw new ArgumentException(
                $"The PostgreSQL connection string can't be read: {error.Message} Write it like 'Host=localhost;Database=tollgate;Username=tollgate;Password=…'.",
                nameof(text));
        }
    }
}
