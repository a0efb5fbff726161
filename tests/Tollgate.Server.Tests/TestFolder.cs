using Tollgate.Server.Databases;

namespace Tollgate.Server.Tests;

/// <summary>A folder of one test, removed afterwards.</summary>
internal sealed class TestFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tollgate-server-tests-");

    /// <summary>A path in the folder.</summary>
    public string this[string name] => Path.Combine(_folder.FullName, name);

    /// <summary>The database of the test: a SQLite file that does not exist yet.</summary>
    public string DatabasePath => this["tollgate.db"];

    /// <summary>The database of the test.</summary>
    public DatabaseTarget Database => DatabaseTarget.Parse(DatabasePath);

    /// <summary>Writes a file and returns its path.</summary>
    public string Write(string name, string text)
    {
        File.WriteAllText(this[name], text);
        return this[name];
    }

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }
}
