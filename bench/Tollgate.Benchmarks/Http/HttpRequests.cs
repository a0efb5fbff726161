using Tollgate.Benchmarks.Harness;
using Tollgate.Benchmarks.Servers;

namespace Tollgate.Benchmarks.Http;

/// <summary>Requests to a server in a process of its own, measured from outside.</summary>
/// <param name="id">See <see cref="Contender.Id"/>.</param>
/// <param name="what">See <see cref="Contender.What"/>.</param>
/// <param name="start">Starts the server on a port.</param>
/// <param name="accounts">What a server that counts leaves behind; null for one that does not.</param>
internal sealed class HttpRequests(string id, string what, Func<int, Task<ServerProcess>> start, HttpAccounts? accounts = null) : Contender
{
    private readonly int _port = ServerProcess.FreePort();
    private ServerProcess? _server;
    private long _answered;
    private int _runs;

    /// <inheritdoc />
    public override string Id => id;

    /// <inheritdoc />
    public override string What => what;

    /// <inheritdoc />
    public override int Callers => LoadGenerator.Connections;

    /// <inheritdoc />
    public override string Unit => "request";

    /// <inheritdoc />
    public override bool? IsDurable => accounts is null ? null : true;

    /// <inheritdoc />
    public override bool? IsExact => accounts is null ? null : true;

    private string Url => $"http://127.0.0.1:{_port}/orders";

    /// <inheritdoc />
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        _server = await start(_port);
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Add("X-API-Key", HttpAccounts.KeyOf(accounts));
        await _server.WaitAsync(id, async () =>
        {
            using var response = await client.GetAsync(Url, cancellationToken);
            _answered += response.IsSuccessStatusCode ? 1 : 0;
            return response.IsSuccessStatusCode;
        }, cancellationToken);
        await WarmUp.ServerAsync(RunAsync, cancellationToken);
    }

    /// <inheritdoc />
    public override async Task<Sample> RunAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        var sample = await LoadGenerator.RunAsync(Url, HttpAccounts.KeyOf(accounts), duration, cancellationToken);
        _answered += sample.Operations;
        _runs++;
        return sample;
    }

    /// <inheritdoc />
    public override Task<long?> CountStatementsAsync(CancellationToken cancellationToken) =>
        accounts?.CountStatementsAsync(cancellationToken) ?? Task.FromResult<long?>(null);

    /// <summary>The ledger and the recorded usage hold what was answered, and what was on its way when the connections were cut.</summary>
    public override async Task FinishAsync(CancellationToken cancellationToken)
    {
        if (accounts is not null)
        {
            await StopAsync();
            await accounts.VerifyAsync(id, _answered, _answered + ((long)LoadGenerator.Connections * _runs), cancellationToken);
        }
    }

    /// <inheritdoc />
    public override async ValueTask DisposeAsync() => await StopAsync();

    private async Task StopAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
            _server = null;
        }
    }
}
