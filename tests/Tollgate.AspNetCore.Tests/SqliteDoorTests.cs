using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Tollgate.Administering;
using Tollgate.AspNetCore.Tests.Testing;
using Tollgate.Limiting;
using Tollgate.Sqlite.Limiting;
using Xunit;

namespace Tollgate.AspNetCore.Tests;

/// <summary>The whole way: key, plan, ledger and headers on a SQLite file, as an application sets it up.</summary>
public sealed class SqliteDoorTests : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("tollgate-door-").FullName;
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 24, 2, 30, 19, TimeSpan.Zero));
    private WebApplication? _app;

    [Fact]
    public async Task FreePlan_ConcurrentRequests_AdmitsExactlyItsMinuteLimitUntilTheNextMinute()
    {
        var key = await StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(_app!.Urls.Single()) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);

        var first = await CountAdmittedAsync(client, 60);
        _clock.Advance(TimeSpan.FromMinutes(1));
        var second = await CountAdmittedAsync(client, 60);

        first.ShouldBe(20);
        second.ShouldBe(20);
    }

    [Fact]
    public async Task Requests_UntilAnOrderlyStop_AreAllRecordedAndCountedForTheDayOnce()
    {
        var key = await StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(_app!.Urls.Single()) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        var admitted = await CountAdmittedAsync(client, 60);

        await _app.StopAsync(TestContext.Current.CancellationToken);

        (await ScalarAsync("select coalesce(sum(count), 0) from api_usage where outcome = 'admitted' and endpoint = '/'")).ShouldBe(admitted);
        (await ScalarAsync("select sum(count) from api_usage where outcome = 'quota_exceeded' and refusing_window = 'minute'")).ShouldBe(60 - admitted);
        (await ScalarAsync("select count(*) from api_usage where outcome = 'quota_exceeded'")).ShouldBe(1);
        (await ScalarAsync("select requests_today from users")).ShouldBe(admitted);
        Directory.GetFiles(Path.Combine(_directory, "usage-journal")).ShouldBeEmpty();
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        SqliteConnection.ClearAllPools();
        Directory.Delete(_directory, recursive: true);
    }

    private async Task<string> StartAsync()
    {
        var path = Path.Combine(_directory, "tollgate.db");
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(_clock);
        builder.Services.AddSingleton<INodeRegistry, SingleNode>();
        builder.Services.AddSingleton<IQuotaLedger>(new SqliteQuotaLedger(path, _clock));
        builder.Services.AddTollgate(t => t.UseSqlite(path).AddHttp());
        _app = builder.Build();
        _app.UseTollgate();
        _app.MapGet("/", () => "ok");
        await _app.Services.GetRequiredService<SetUp>().RunAsync(null, TestContext.Current.CancellationToken);
        var user = await _app.Services.GetRequiredService<AddUser>().RunAsync("ada@example.com", "free", withKey: true, TestContext.Current.CancellationToken);
        await _app.StartAsync(TestContext.Current.CancellationToken);
        return user.Key!.Text;
    }

    private static async Task<int> CountAdmittedAsync(HttpClient client, int requests)
    {
        var statuses = await Task.WhenAll(Enumerable.Range(0, requests).Select(async _ =>
        {
            using var response = await client.GetAsync(new Uri("/", UriKind.Relative), TestContext.Current.CancellationToken);
            return response.StatusCode;
        }));
        return statuses.Count(s => s == HttpStatusCode.OK);
    }

    private async Task<long> ScalarAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(_directory, "tollgate.db")};Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }
}
