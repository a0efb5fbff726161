using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Hosting;

namespace Tollgate.Stripe.Tests;

/// <summary>A SQLite database in a folder of its own.</summary>
public sealed class SqliteFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tollgate-");

    public void Use(TollgateBuilder builder) => builder.UseSqlite(Path.Combine(_folder.FullName, "tollgate.db"));

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                _folder.Delete(recursive: true);
                return;
            }
            catch (IOException) when (attempt < 50)
            {
                Thread.Sleep(20); // a connection that closes just now may take its own files away meanwhile
            }
        }
    }
}
