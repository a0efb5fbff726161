using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shouldly;
using Tollgate.Administering;
using Tollgate.Entitling;
using Tollgate.Sqlite.Entitling;
using Tollgate.Sqlite.Hosting;
using Tollgate.Testing.Hosting;
using Xunit;

namespace Tollgate.Sqlite.Tests.Stores;

/// <summary>A feed whose database is not there yet.</summary>
public sealed class SqliteChangeOutageTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("tollgate-");

    [Fact]
    public async Task Listen_SchemaComesLater_LogsTheOutageOnceAndItsEndOnce()
    {
        var token = TestContext.Current.CancellationToken;
        var path = Path.Combine(_root.FullName, "tollgate.db");
        var log = new Lines();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(token);
        var heard = Channel.CreateUnbounded<Change>();
        var listening = ListenAsync(new SqliteChangeFeed(new SqliteDatabase(path), log), heard.Writer, stop.Token);
        try
        {
            await Task.Delay(1_500, token); // polls at 0, 0.4 and 1.2 s
            log.Texts.ShouldHaveSingleItem().ShouldContain("can't be read");
            heard.Reader.TryRead(out _).ShouldBeFalse();
            File.Exists(path).ShouldBeFalse();

            await using var node = TestNode.Create(builder => builder.UseSqlite(path));
            await node.Get<SetUp>().RunAsync(null, token);
            (await heard.Reader.ReadAsync(token)).ShouldBe(Change.Everything);
            await node.Get<AddUser>().RunAsync("ann", null, false, token);
            await heard.Reader.ReadAsync(token); // the poll after the one that ended the outage

            log.Texts.Count.ShouldBe(2);
            log.Texts.Last().ShouldContain("again");
        }
        finally
        {
            await stop.CancelAsync();
            await listening;
        }
    }

    private static async Task ListenAsync(SqliteChangeFeed feed, ChannelWriter<Change> heard, CancellationToken cancellationToken)
    {
        await foreach (var change in feed.ListenAsync(cancellationToken))
        {
            heard.TryWrite(change);
        }
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _root.Delete(recursive: true);
    }

    private sealed class Lines : ILogger<SqliteChangeFeed>
    {
        public ConcurrentQueue<string> Texts { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Texts.Enqueue(formatter(state, exception));
    }
}
