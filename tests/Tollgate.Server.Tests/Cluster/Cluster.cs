using System.Text.Json;
using Shouldly;
using Tollgate.Server.Tests.Processes;

namespace Tollgate.Server.Tests.Cluster;

/// <summary>Several nodes, each a process of its own, on one database with one plan; and a crowd that calls them all.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    private readonly TestFolder _folder = new();
    private readonly List<HttpClient> _clients = [];

    private Cluster(string database) => Database = database;

    public string Database { get; }

    public List<TollgateProcess> Nodes { get; } = [];

    /// <summary>Migrates, applies a plan file and starts the nodes.</summary>
    public static async Task<Cluster> StartAsync(string database, int nodes, string plans, CancellationToken cancellationToken)
    {
        var cluster = new Cluster(database);
        try
        {
            await cluster.RunAsync(cancellationToken, "setup");
            await cluster.RunAsync(cancellationToken, "plans", "apply", cluster._folder.Write("plans.yaml", plans));
            var starting = Enumerable.Range(0, nodes).Select(_ => TollgateProcess.ServeAsync(
                database, ["--demo-upstream"], Settings, cancellationToken));
            cluster.Nodes.AddRange(await Task.WhenAll(starting));
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a command on the cluster's database and returns its JSON.</summary>
    public async Task<JsonElement> RunAsync(CancellationToken cancellationToken, params string[] words)
    {
        var (exitCode, output, error) = await TollgateProcess.RunAsync([.. words, "--database", Database, "--output", "json"], cancellationToken);
        exitCode.ShouldBe(0, $"{string.Join(' ', words)}: {error}");
        return JsonDocument.Parse(output).RootElement;
    }

    /// <summary>A client of one node that calls as an API key, or from an address (through a proxy that the nodes trust).</summary>
    public HttpClient Client(int node)
    {
        var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 64 }) { BaseAddress = Nodes[node].PublicUrl };
        _clients.Add(client);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(c => c.Dispose());
        foreach (var node in Nodes)
        {
            await node.DisposeAsync();
        }

        _folder.Dispose();
    }

    /// <summary>A busy build machine answers late; what counts here is the number admitted, not the time it takes.</summary>
    private static Dictionary<string, string> Settings => new()
    {
        ["Tollgate__Limiting__DecisionTimeout"] = "00:01:00",
        ["Tollgate__Limiting__OnAnonymousFailure"] = "FailClosed",
        ["Tollgate__Identifying__TrustedProxies__0"] = "127.0.0.1",
    };
}
