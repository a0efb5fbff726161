using System.Globalization;
using Tollgate.Benchmarks.Harness;
using Tollgate.Benchmarks.Http;
using Tollgate.Benchmarks.Servers;

namespace Tollgate.Benchmarks.Suites;

/// <summary>The gateway against a proxy of the same make that limits nothing, and against nginx with one limit.</summary>
internal sealed class GatewaySuite : ISuite
{
    /// <inheritdoc />
    public string Name => "gateway";

    /// <inheritdoc />
    public string Title => "HTTP: gateway";

    /// <inheritdoc />
    public async Task RunAsync(SuiteRun run, CancellationToken cancellationToken)
    {
        var upstreamPort = ServerProcess.FreePort();
        var upstream = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{upstreamPort}");
        await using var api = await NginxServer.StartUpstreamAsync(upstreamPort);
        await using var server = await DatabaseServer.StartAsync(cancellationToken);
        var accounts = await HttpAccounts.CreateAsync(server, "gateway", cancellationToken);
        await Contest.HoldAsync(run,
        [
            new HttpRequests(
                "gateway",
                "tollgate serve: four windows, PostgreSQL, headers, every request recorded",
                port => TollgateProgram.ServeAsync(accounts.Connection, port, ServerProcess.FreePort(), upstream),
                accounts),
            new HttpRequests("yarp", "bare YARP", port => AppProcess.StartAsync(AppProcess.Proxy, port, upstream)),
            new HttpRequests("nginx", "nginx with limit_req, one bucket a key", port => NginxServer.StartProxyAsync(port, upstreamPort)),
        ], cancellationToken);
        run.AtLeast(0.92, "gateway", "yarp", "gateway-vs-yarp");
    }
}
