using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Hosting;
using Tollgate.Testing.Hosting;

namespace Tollgate.Sqlite.Tests.Stores;

/// <summary>SQLite files in a folder of their own.</summary>
public sealed class SqliteStoreHost : IStoreHost, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tollgate-");
    private readonly SharedDatabase _shared;

    public SqliteStoreHost() => _shared = new SharedDatabase(CreateAsync);

    public Task<Action<TollgateBuilder>> CreateAsync()
    {
        var path = Path.Combine(_folder.FullName, Path.GetRandomFileName(), "tollgate.db");
        return Task.FromResult<Action<TollgateBuilder>>(builder => builder.UseSqlite(path));
    }

    public Task<Action<TollgateBuilder>> SharedAsync() => _shared.GetAsync();

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }
}
