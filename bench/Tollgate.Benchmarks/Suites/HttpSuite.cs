using Tollgate.Benchmarks.Harness;
using Tollgate.Benchmarks.Http;
using Tollgate.Benchmarks.Servers;

namespace Tollgate.Benchmarks.Suites;

/// <summary>A minimal app alone, behind Tollgate's middleware, and behind the framework's limiter.</summary>
internal sealed class HttpSuite : ISuite
{
    /// <inheritdoc />
    public string Name => "http";

    /// <inheritdoc />
    public string Title => "HTTP: middleware on Kestrel";

    /// <inheritdoc />
    public async Task RunAsync(SuiteRun run, CancellationToken cancellationToken)
    {
        await using var server = await DatabaseServer.StartAsync(cancellationToken);
        var accounts = await HttpAccounts.CreateAsync(server, "http", cancellationToken);
        List<Contender> contenders =
        [
            new HttpRequests("http-bare", "bare app", port => AppProcess.StartAsync(AppProcess.Bare, port)),
            new HttpRequests(
                "http-tollgate",
                "the app with Tollgate: four windows, PostgreSQL, headers, every request recorded",
                port => AppProcess.StartAsync(AppProcess.Middleware, port, accounts.Connection),
                accounts),
            new HttpRequests("http-framework", "the app with ASP.NET Core's limiter, four chained windows", port => AppProcess.StartAsync(AppProcess.Framework, port)),
        ];
        if (!run.IsQuick)
        {
            var unrecorded = await HttpAccounts.CreateAsync(server, "http_unrecorded", cancellationToken, isRecorded: false);
            contenders.Add(new HttpRequests(
                "http-unrecorded",
                "the app with Tollgate: four windows, PostgreSQL, headers, nothing recorded",
                port => AppProcess.StartAsync(AppProcess.Unrecorded, port, unrecorded.Connection),
                unrecorded));
        }

        await Contest.HoldAsync(run, contenders, cancellationToken);
        run.AtLeast(0.95, "http-tollgate", "http-bare", "http-vs-bare");
        run.AtLeast(1, "http-tollgate", "http-framework", "http-vs-framework");
    }
}
