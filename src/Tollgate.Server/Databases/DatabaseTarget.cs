using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;
using Tollgate.Server.Commands;
using Tollgate.Server.Plans;

namespace Tollgate.Server.Databases;

/// <summary>A database that was named on the command line or in the settings. Its text form shows no password.</summary>
/// <param name="Kind">SQLite or PostgreSQL.</param>
/// <param name="ConnectionString">What the driver gets; may hold a password, never show it.</param>
/// <param name="Description">What people may see, e.g. "PostgreSQL shop on db.example:5432".</param>
internal sealed record DatabaseTarget(DatabaseKind Kind, string ConnectionString, string Description)
{
    /// <summary>The embedded database beside where the command was started.</summary>
    public const string Default = "Data Source=.tollgate/tollgate.db";

    private const string Accepted =
        "use a SQLite file (.tollgate/tollgate.db), Data Source=FILE, Host=…;Database=…;Username=… or postgres://USER@HOST/DATABASE";

    private static readonly string[] SqliteKeywords = ["Data Source", "DataSource", "Filename"];

    /// <summary>The folder of a SQLite file; null for PostgreSQL.</summary>
    public string? Folder => Kind == DatabaseKind.Sqlite
        ? Path.GetDirectoryName(Path.GetFullPath(new SqliteConnectionStringBuilder(ConnectionString).DataSource))
        : null;

    /// <summary>What the driver gets to read reports and lists from standbys; null to read from the database itself. Never show it.</summary>
    public string? ReadConnectionString { get; private init; }

    /// <inheritdoc />
    public override string ToString() => Description;

    /// <summary>The database with reports and lists read from standbys; itself when the text is empty.</summary>
    /// <exception cref="CommandFailedException">The text is no PostgreSQL database, or this one is not; the message never repeats it.</exception>
    public DatabaseTarget ReadingFrom(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return this;
        }

        if (Kind != DatabaseKind.Postgres)
        {
            throw new CommandFailedException($"{this} has no replicas to read from; remove --read-database (the setting Tollgate:ReadDatabase).");
        }

        try
        {
            return Parse(text) is { Kind: DatabaseKind.Postgres } reads
                ? this with { ReadConnectionString = reads.ConnectionString }
                : throw new CommandFailedException("The read database (--read-database) is SQLite; name standbys of the PostgreSQL database: Host=a,b;Database=…;Username=….");
        }
        catch (CommandFailedException failed)
        {
            throw new CommandFailedException([.. failed.Lines.Select(l => l.Replace("(--database)", "(--read-database)", StringComparison.Ordinal))]);
        }
    }

    /// <summary>Reads a file name, connection string or URI.</summary>
    /// <exception cref="CommandFailedException">It is none of these; the message never repeats it, because it may hold a password.</exception>
    public static DatabaseTarget Parse(string text)
    {
        text = text.Trim();
        if (text.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase))
        {
            return PostgresUri.Parse(text);
        }

        if (text.Length == 0 || text.Contains("://", StringComparison.Ordinal))
        {
            throw new CommandFailedException($"The database (--database) is {(text.Length == 0 ? "empty" : "a URI of an unknown kind")}; {Accepted}.");
        }

        return text.Contains('=', StringComparison.Ordinal) ? ParseKeywords(text) : Sqlite(new SqliteConnectionStringBuilder { DataSource = text });
    }

    /// <summary>A PostgreSQL database by its driver's settings.</summary>
    public static DatabaseTarget Postgres(NpgsqlConnectionStringBuilder settings)
    {
        if (string.IsNullOrEmpty(settings.Host))
        {
            throw new CommandFailedException($"The connection string (--database) names no Host; {Accepted}.");
        }

        settings.ApplicationName ??= "tollgate";
        settings.PersistSecurityInfo = false;
        return new DatabaseTarget(
            DatabaseKind.Postgres,
            settings.ConnectionString,
            $"PostgreSQL {Shown.Of(settings.Database ?? settings.Username ?? "")} on {Shown.Of(settings.Host)}:{settings.Port}");
    }

    private static DatabaseTarget ParseKeywords(string text)
    {
        var keywords = new DbConnectionStringBuilder();
        try
        {
            keywords.ConnectionString = text;
        }
        catch (ArgumentException)
        {
            throw new CommandFailedException(
                $"The connection string (--database) is not KEY=VALUE pairs separated by ';' (a value with ';' or '=' needs quotes); {Accepted}.");
        }

        return SqliteKeywords.Any(keywords.ContainsKey)
            ? Sqlite(Read(keywords, () => new SqliteConnectionStringBuilder(), "SQLite"))
            : Postgres(Read(keywords, () => new NpgsqlConnectionStringBuilder(), "PostgreSQL"));
    }

    private static DatabaseTarget Sqlite(SqliteConnectionStringBuilder settings)
    {
        if (settings.DataSource.Length == 0 || settings.DataSource == ":memory:" || settings.Mode == SqliteOpenMode.Memory)
        {
            throw new CommandFailedException($"A SQLite database in memory (--database) would be lost between commands: {Accepted}.");
        }

        return new DatabaseTarget(DatabaseKind.Sqlite, settings.ConnectionString, $"SQLite {Shown.Of(settings.DataSource)}");
    }

    /// <summary>Gives the pairs to the driver one by one. Its messages can quote a value, so they are not passed on; the keyword's number is.</summary>
    private static T Read<T>(DbConnectionStringBuilder keywords, Func<T> create, string product)
        where T : DbConnectionStringBuilder
    {
        var settings = create();
        var number = 0;
        foreach (string keyword in keywords.Keys)
        {
            number++;
            try
            {
                settings[keyword] = keywords[keyword];
            }
            catch (Exception e) when (e is ArgumentException or FormatException or OverflowException or InvalidCastException or KeyNotFoundException)
            {
                throw new CommandFailedException(
                    $"The connection string (--database) is not one for {product}: pair {number} has a keyword or a value that it doesn't know; {Accepted}.");
            }
        }

        return settings;
    }
}
