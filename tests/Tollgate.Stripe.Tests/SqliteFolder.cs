using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Hosting;

namespace Tollgate.Stripe.Tests;

/// <summary>A SQLite database in a folder of its own.</summary>
public sealed class SqliteFolder : IDisposable
{
    private static readonly Lock Removing = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tollgate-");

    public void Use(TollgateBuilder builder) => builder.UseSqlite(Path.Combine(_folder.FullName, "tollgate.db"));

    public void Dispose() => Remove(_folder);

    /// <summary>Removes a folder whose nodes have stopped.</summary>
    /// <remarks>
    /// One folder at a time: pools are cleared for the whole process, and the last connection of a database takes files away as it closes. Were it closed
    /// for another test, that could be in the middle of the removal of its folder.
    /// </remarks>
    internal static void Remove(DirectoryInfo folder)
    {
        lock (Removing)
        {
            SqliteConnection.ClearAllPools();
            folder.Delete(recursive: true);
        }
    }
}
