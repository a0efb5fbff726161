using System.Diagnostics;
using System.Net;
using Shouldly;
using Tollgate.Testing;
using Xunit;

namespace Tollgate.Server.Tests.Cluster;

/// <summary>What an operator changes on the command line works on running nodes: promised within a second, tested with room for a busy machine.</summary>
public sealed class PropagationTests(PostgresServer postgres)
{
    private static readonly TimeSpan AtMost = TimeSpan.FromSeconds(5);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("sqlite", 1)]
    [InlineData("postgres", 2)]
    public async Task Change_OnTheCommandLine_WorksOnEveryRunningNode(string database, int nodes)
    {
        using var folder = new TestFolder();
        await using var cluster = await Cluster.StartAsync(
            database == "sqlite" ? folder.DatabasePath : await postgres.CreateDatabaseAsync(), nodes, "plans: [{ name: small, limits: { day: 2 } }, { name: big, limits: { day: 50 } }]", Cancel);
        var added = await cluster.RunAsync(Cancel, "users", "add", "ann", "--plan", "small");
        var key = added.GetProperty("apiKey").GetString()!;
        var clients = Enumerable.Range(0, nodes).Select(cluster.Client).ToList();
        clients.ForEach(c => c.DefaultRequestHeaders.Add("X-API-Key", key));
        for (var call = 0; call < 6; call++)
        {
            await StatusAsync(clients[call % nodes]);
        }

        await ShouldBecomeAsync(clients, HttpStatusCode.TooManyRequests);
        await cluster.RunAsync(Cancel, "users", "subscribe", "ann", "--plan", "big");
        await ShouldBecomeAsync(clients, HttpStatusCode.OK);
        await cluster.RunAsync(Cancel, "users", "restrict", "ann", "suspended");
        await ShouldBecomeAsync(clients, HttpStatusCode.PaymentRequired);
        await cluster.RunAsync(Cancel, "users", "restrict", "ann", "none");
        await ShouldBecomeAsync(clients, HttpStatusCode.OK);
        await cluster.RunAsync(Cancel, "keys", "revoke", (await cluster.RunAsync(Cancel, "keys", "list", "ann")).GetProperty("keys")[0].GetProperty("id").ToString());
        await ShouldBecomeAsync(clients, HttpStatusCode.Unauthorized);
    }

    private static async Task ShouldBecomeAsync(List<HttpClient> clients, HttpStatusCode status)
    {
        var watch = Stopwatch.StartNew();
        foreach (var client in clients)
        {
            HttpStatusCode last;
            while ((last = await StatusAsync(client)) != status)
            {
                watch.Elapsed.ShouldBeLessThan(AtMost, $"the node still answers {last} instead of {status}");
                await Task.Delay(20, Cancel);
            }
        }
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client)
    {
        using var response = await client.GetAsync(new Uri("/weather", UriKind.Relative), Cancel);
        return response.StatusCode;
    }
}
