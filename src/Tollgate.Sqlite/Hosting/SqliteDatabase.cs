using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Tollgate.EntityFrameworkCore.Hosting;

namespace Tollgate.Sqlite.Hosting;

/// <summary>One SQLite database: where it is and how the context reaches it.</summary>
public sealed class SqliteDatabase
{
    /// <summary>Reads a path or a connection string.</summary>
    /// <param name="pathOrConnectionString">"./.tollgate/tollgate.db", or "Data Source=tollgate.db;Default Timeout=10".</param>
    /// <exception cref="ArgumentException">The text is neither, or names a database in memory, which no other connection would see.</exception>
    public SqliteDatabase(string pathOrConnectionString)
    {
        var builder = Parse(pathOrConnectionString);
        if (builder.DataSource.Length == 0 || builder.DataSource == ":memory:" || builder.Mode == SqliteOpenMode.Memory)
        {
            throw new ArgumentException($"'{pathOrConnectionString}' names no file. Give a path such as ./tollgate.db: a database in memory ends with its connection.", nameof(pathOrConnectionString));
        }

        if (builder.Mode == SqliteOpenMode.ReadWriteCreate)
        {
            builder.Mode = SqliteOpenMode.ReadWrite; // only CreateFile makes the file: the driver would let every user of the machine read it
        }

        builder.ForeignKeys = true;
        ConnectionString = builder.ConnectionString;
        Path = System.IO.Path.GetFullPath(builder.DataSource);
    }

    /// <summary>The connection string, complete.</summary>
    public string ConnectionString { get; }

    /// <summary>Full path of the file.</summary>
    public string Path { get; }

    /// <summary>Makes the file and its folder if they are not there yet, for their owner only.</summary>
    internal void CreateFile()
    {
        if (System.IO.Path.GetDirectoryName(Path) is { Length: > 0 } folder && !Directory.Exists(folder))
        {
            _ = OperatingSystem.IsWindows()
                ? Directory.CreateDirectory(folder) // the profile's own access list holds
                : Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite | FileShare.Delete };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new FileStream(Path, options);
    }

    /// <summary>Points a context at the database. The model is built at run time unless the compiled one is set too, which starts twenty times faster.</summary>
    internal void Configure(DbContextOptionsBuilder options) => options
        .UseSqlite(ConnectionString, sqlite => sqlite.MigrationsAssembly(typeof(SqliteDatabase).Assembly.GetName().Name))
        .UseSnakeCaseNamingConvention()
        .ConfigureWarnings(RelationalLogging.Quieten)
        .AddInterceptors(DurableConnection.Instance);

    private static SqliteConnectionStringBuilder Parse(string text)
    {
        if (!text.Contains('=', StringComparison.Ordinal))
        {
            return new SqliteConnectionStringBuilder { DataSource = text };
        }

        try
        {
            return new SqliteConnectionStringBuilder(text);
        }
        catch (ArgumentException error)
        {
            throw new ArgumentException($"The SQLite connection string can't be read: {error.Message} Write it like 'Data Source=./tollgate.db', or give just a path.", nameof(text), error);
        }
    }
}
