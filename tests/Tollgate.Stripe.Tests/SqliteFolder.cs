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
        _folder.Delete(recursive: true);
    }
}
