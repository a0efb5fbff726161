using Npgsql;
using NpgsqlTypes;
using Tollgate.Benchmarks.Harness;
using Tollgate.Recording;

namespace Tollgate.Benchmarks.Recordings;

/// <summary>The yardstick of ingestion: COPY in binary form of the same rows into a table with the same columns, keys and indexes, batch by batch.</summary>
internal sealed class RawCopy(string id, string what, string connectionString, string table, Func<IReadOnlyList<UsageEvent>> next) : Contender
{
    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(connectionString);

    /// <inheritdoc />
    public override string Id => id;

    /// <inheritdoc />
    public override string What => what;

    /// <inheritdoc />
    public override int Callers => 1;

    /// <inheritdoc />
    public override string Unit => "event";

    /// <inheritdoc />
    public override bool? IsDurable => true;

    /// <inheritdoc />
    public override Task StartAsync(CancellationToken cancellationToken) => CopyAsync(next(), cancellationToken);

    /// <inheritdoc />
    public override Task<Sample> RunAsync(TimeSpan duration, CancellationToken cancellationToken) =>
        Batches.RunAsync(duration, next, batch => CopyAsync(batch, cancellationToken), cancellationToken);

    /// <inheritdoc />
    public override ValueTask DisposeAsync() => _source.DisposeAsync();

    private async Task CopyAsync(IReadOnlyList<UsageEvent> events, CancellationToken cancellationToken)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        await using var rows = await connection.BeginBinaryImportAsync($"copy {table} from stdin (format binary)", cancellationToken);
        foreach (var usage in events)
        {
            rows.StartRow();
            rows.Write(usage.At, NpgsqlDbType.Bigint);
            rows.Write(usage.Node, NpgsqlDbType.Text);
            rows.Write(usage.Sequence, NpgsqlDbType.Bigint);
            rows.Write(usage.Subject, NpgsqlDbType.Text);
            rows.Write(usage.UserId!.Value, NpgsqlDbType.Bigint);
            rows.Write(usage.KeyId!.Value, NpgsqlDbType.Bigint);
            rows.Write(usage.Plan!, NpgsqlDbType.Text);
            rows.Write(usage.Endpoint, NpgsqlDbType.Text);
            rows.Write(usage.Method, NpgsqlDbType.Text);
            rows.Write(usage.Status, NpgsqlDbType.Integer);
            rows.Write(usage.DurationMicroseconds, NpgsqlDbType.Bigint);
            rows.Write(usage.BytesIn!.Value, NpgsqlDbType.Bigint);
            rows.Write(usage.BytesOut!.Value, NpgsqlDbType.Bigint);
            rows.Write(usage.Address!.Value.Text, NpgsqlDbType.Text);
            rows.Write(usage.Cost, NpgsqlDbType.Bigint);
            rows.Write(usage.Charged, NpgsqlDbType.Bigint);
            rows.Write("admitted", NpgsqlDbType.Text);
            rows.WriteNull();
            rows.WriteNull();
            rows.Write(usage.IsShadow, NpgsqlDbType.Boolean);
            rows.Write(usage.Count, NpgsqlDbType.Bigint);
            rows.WriteNull();
        }

        await rows.CompleteAsync(cancellationToken);
    }
}
