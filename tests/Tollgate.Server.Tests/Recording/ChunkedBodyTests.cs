using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Data.Sqlite;
using Shouldly;
using Tollgate.Server.Tests.Commands;
using Tollgate.Server.Tests.Gateway;
using Tollgate.Server.Tests.Processes;
using Xunit;

namespace Tollgate.Server.Tests.Recording;

/// <summary>A request whose length is not stated, through the real gateway.</summary>
public sealed class ChunkedBodyTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Request_Chunked_IsForwardedWholeAndRecordedWithItsBytes()
    {
        using var folder = new TestFolder();
        var cli = new Cli(folder.DatabasePath);
        await cli.JsonAsync("setup");
        var key = (await cli.JsonAsync("users", "add", "ann", "--plan", "premium")).GetProperty("apiKey").GetString()!;
        await using var upstream = await UpstreamServer.StartAsync(HttpProtocols.Http1, Cancel);
        await using var node = await TollgateProcess.ServeAsync(folder.DatabasePath, ["--upstream", upstream.Url], null, Cancel);
        using var client = new HttpClient { BaseAddress = node.PublicUrl };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/upload") { Content = new StreamContent(new MemoryStream(new byte[300_000])) };
        request.Content.Headers.ContentLength = null;
        request.Headers.TransferEncodingChunked = true;
        request.Headers.Add("X-API-Key", key);

        using var response = await client.SendAsync(request, Cancel);

        (await response.Content.ReadAsStringAsync(Cancel)).ShouldBe("300000");
        (await node.InterruptAsync(Cancel)).ShouldBe(0, node.Error);
        await using var connection = new SqliteConnection($"Data Source={folder.DatabasePath};Pooling=false");
        await connection.OpenAsync(Cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = "select bytes_in from api_usage";
        (await command.ExecuteScalarAsync(Cancel)).ShouldBe(300_000L);
    }
}
