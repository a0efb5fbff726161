using Tollgate.Benchmarks.Harness;
using Tollgate.Benchmarks.Servers;
using Tollgate.Postgres.Recording;
using Tollgate.Recording;

namespace Tollgate.Benchmarks.Recordings;

/// <summary>Ingestion as the recorder does it: batches into the partitions of <c>api_usage</c>, with the marks for the summing.</summary>
internal sealed class StoreIngestion(DatabaseServer server, string connectionString, Func<IReadOnlyList<UsageEvent>> next) : Contender
{
    private readonly PostgresUsageStore _store = new(connectionString);
    private long _stored;

    /// <inheritdoc />
    public override string Id => "ingestion";

    /// <inheritdoc />
    public override string What => "Tollgate's usage store";

    /// <inheritdoc />
    public override int Callers => 1;

    /// <inheritdoc />
    public override string Unit => "event";

    /// <inheritdoc />
    public override bool? IsDurable => true;

    /// <inheritdoc />
    public override bool? IsExact => true;

    /// <inheritdoc />
    public override Task StartAsync(CancellationToken cancellationToken) => StoreAsync(next(), cancellationToken);

    /// <inheritdoc />
    public override Task<Sample> RunAsync(TimeSpan duration, CancellationToken cancellationToken) =>
        Batches.RunAsync(duration, next, batch => StoreAsync(batch, cancellationToken), cancellationToken);

    /// <inheritdoc />
    public override async Task FinishAsync(CancellationToken cancellationToken)
    {
        var rows = await server.QueryAsync(connectionString, "select count(*) from api_usage", cancellationToken);
        if (rows != _stored)
        {
            throw new InvalidOperationException($"{_stored:N0} events were stored, and api_usage has {rows:N0} rows.");
        }
    }

    /// <inheritdoc />
    public override ValueTask DisposeAsync() => _store.DisposeAsync();

    private async Task StoreAsync(IReadOnlyList<UsageEvent> events, CancellationToken cancellationToken) =>
        _stored += await _store.AddAsync(events, cancellationToken);
}
