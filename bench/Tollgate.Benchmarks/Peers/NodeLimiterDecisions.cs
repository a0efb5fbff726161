using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Npgsql;
using Tollgate.Benchmarks.Harness;
using Tollgate.Benchmarks.Servers;

namespace Tollgate.Benchmarks.Peers;

/// <summary>rate-limiter-flexible for Node.js on the same PostgreSQL; it measures itself and says what it did.</summary>
internal sealed class NodeLimiterDecisions(string id, DatabaseServer server, string database, int subjects, int callers) : Contender
{
    private static readonly string Script = Path.GetFullPath(Path.Combine("bench", "peers", "node", "limiter.mjs"));

    private Process _node = null!;
    private string _connection = "";
    private long _admitted;

    /// <inheritdoc />
    public override string Id => id;

    /// <inheritdoc />
    public override string What => $"rate-limiter-flexible (Node.js), four windows, PostgreSQL, {subjects:N0} subject{(subjects == 1 ? "" : "s")}";

    /// <inheritdoc />
    public override int Callers => callers;

    /// <inheritdoc />
    public override bool? IsDurable => true;

    /// <inheritdoc />
    public override bool? IsExact => false;

    /// <inheritdoc />
    public override string? Note => "a request that one window refuses is charged in the others";

    /// <inheritdoc />
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        _connection = await server.CreateDatabaseAsync(database, cancellationToken);
        var parts = new NpgsqlConnectionStringBuilder(_connection);
        string[] arguments = [Script, $"postgres://{parts.Username}@{parts.Host}:{parts.Port}/{database}", .. new[] { subjects, callers }.Select(n => n.ToString(CultureInfo.InvariantCulture))];
        _node = Process.Start(new ProcessStartInfo("node", arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })
            ?? throw new InvalidOperationException("Node.js did not start.");
        if (await _node.StandardOutput.ReadLineAsync(cancellationToken) != "ready")
        {
            throw new InvalidOperationException("rate-limiter-flexible did not start. ./bench.sh installs it; by hand: cd bench/peers/node && npm ci.");
        }

        await RunAsync(TimeSpan.FromSeconds(1), cancellationToken);
    }

    /// <inheritdoc />
    public override async Task<Sample> RunAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        await _node.StandardInput.WriteLineAsync($$"""{"milliseconds":{{((long)duration.TotalMilliseconds).ToString(CultureInfo.InvariantCulture)}}}""");
        await _node.StandardInput.FlushAsync(cancellationToken);
        var answer = await _node.StandardOutput.ReadLineAsync(cancellationToken)
            ?? throw new InvalidOperationException($"{id}: the process ended.");
        var turn = JsonSerializer.Deserialize<Turn>(answer, JsonSerializerOptions.Web)!;
        var latencies = new Latencies();
        Array.ForEach(turn.Latencies, microseconds => latencies.AddNanoseconds(microseconds * 1_000));
        _admitted += turn.Latencies.Length;
        return new Sample(turn.Latencies.Length, TimeSpan.FromMilliseconds(turn.Milliseconds), latencies, AllocatedBytes: null);
    }

    /// <inheritdoc />
    public override Task<long?> CountStatementsAsync(CancellationToken cancellationToken) => server.CountStatementsAsync(_connection, cancellationToken);

    /// <summary>The month windows hold what was admitted.</summary>
    public override async Task FinishAsync(CancellationToken cancellationToken)
    {
        var used = await server.QueryAsync(_connection, "select coalesce(sum(points), 0)::bigint from rate_limiter_flexible where key like 'month:%'", cancellationToken);
        if (used != _admitted)
        {
            throw new InvalidOperationException($"{id}: {_admitted:N0} units were admitted, and the table holds {used:N0}.");
        }
    }

    /// <inheritdoc />
    public override async ValueTask DisposeAsync()
    {
        if (_node is not null)
        {
            _node.StandardInput.Close(); // it ends with its input, also when this process is killed
            await _node.WaitForExitAsync();
            _node.Dispose();
        }
    }

    private sealed record Turn(double Milliseconds, long[] Latencies);
}
