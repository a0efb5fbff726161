using System.Runtime.Versioning;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Tollgate.Administering;
using Tollgate.Testing.Hosting;
using Xunit;

namespace Tollgate.Sqlite.Tests.Stores;

/// <summary>The file holds hashes of keys and names of customers: only its owner reads it.</summary>
public sealed class SqliteFileTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("tollgate-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task SetUp_NewFile_IsForItsOwnerOnly()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
        var path = Path.Combine(_root.FullName, "new", "tollgate.db");
        await using var node = TestNode.Create(builder => builder.UseSqlite(path));

        await node.Get<SetUp>().RunAsync(null, Token);

        File.GetUnixFileMode(Path.GetDirectoryName(path)!).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var files = Directory.GetFiles(Path.GetDirectoryName(path)!);
        files.ShouldContain(path);
        files.ShouldAllBe(f => File.GetUnixFileMode(f) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Fact]
    public async Task Schema_NoFile_IsMissingAndNobodyMakesTheFile()
    {
        var path = Path.Combine(_root.FullName, "absent.db");
        await using var node = TestNode.Create(builder => builder.UseSqlite(path));

        var state = await node.Get<ISchema>().ReadAsync(Token);
        await Should.ThrowAsync<SqliteException>(() => node.Get<IPlanStore>().ListAsync(includeArchived: true, Token));

        state.CurrentVersion.ShouldBeNull();
        File.Exists(path).ShouldBeFalse();
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _root.Delete(recursive: true);
    }
}
