using Tollgate.Aggregating;
using Tollgate.Benchmarks.Harness;
using Tollgate.Benchmarks.Recordings;
using Tollgate.Benchmarks.Servers;
using Tollgate.Postgres.Recording;
using Tollgate.Recording;

namespace Tollgate.Benchmarks.Suites;

/// <summary>What recording costs the request, how fast events reach the database, and what summing them takes.</summary>
internal sealed class RecordingSuite : ISuite
{
    private readonly long _today = Calendar.DayOf(TimeProvider.System.GetUtcNow().AddDays(-3).ToUnixTimeMilliseconds());
    private long _sequence;

    /// <inheritdoc />
    public string Name => "recording";

    /// <inheritdoc />
    public string Title => "Recording and summing";

    /// <inheritdoc />
    public async Task RunAsync(SuiteRun run, CancellationToken cancellationToken)
    {
        MeasureRequestPath(run);
        await using var server = await DatabaseServer.StartAsync(cancellationToken);
        await IngestAsync(run, server, cancellationToken);
        await AggregateAsync(run, server, cancellationToken);
    }

    private static void MeasureRequestPath(SuiteRun run)
    {
        using var path = new RecordOnRequestPath();
        var (nanoseconds, bytes) = path.Measure(run.IsQuick ? 500 : 5_000);
        run.Add(new BenchmarkRow
        {
            Id = "request-path",
            What = "Recording one request, seen by the request",
            Callers = Environment.ProcessorCount,
            Unit = "event",
            PerSecond = Environment.ProcessorCount * 1e9 / nanoseconds,
            P50 = nanoseconds / 1e3,
            BytesPerOperation = bytes,
            Note = "p50 is the mean",
        });
        run.Add(new BenchmarkTarget("recording-nanoseconds", nanoseconds, 250, IsCeiling: true));
        run.Add(new BenchmarkTarget("recording-bytes", Math.Round(bytes, 2), 0, IsCeiling: true));
    }

    private async Task IngestAsync(SuiteRun run, DatabaseServer server, CancellationToken cancellationToken)
    {
        var database = await server.CreateDatabaseAsync("ingestion", cancellationToken);
        await using var services = await TollgateSchema.CreateAsync(database, cancellationToken);
        await server.ExecuteAsync(database, "create table raw_indexed (like api_usage including all); create table raw_bare (like api_usage)", cancellationToken);
        await Contest.HoldAsync(
            run,
            [
                new StoreIngestion(server, database, NextBatch),
                new RawCopy("raw-copy", "COPY into a table with the same columns, key and indexes", database, "raw_indexed", NextBatch),
                new RawCopy("raw-copy-bare", "COPY into a table without key and indexes", database, "raw_bare", NextBatch),
            ],
            cancellationToken);
        run.AtLeast(0.7, "ingestion", "raw-copy", "ingestion-vs-raw-copy");
    }

    private async Task AggregateAsync(SuiteRun run, DatabaseServer server, CancellationToken cancellationToken)
    {
        var events = run.IsQuick ? 250_000 : 10_000_000;
        var database = await server.CreateDatabaseAsync("aggregation", cancellationToken);
        await using var services = await TollgateSchema.CreateAsync(database, cancellationToken);
        await using (var store = new PostgresUsageStore(database))
        {
            await store.PrepareAsync(DateTimeOffset.FromUnixTimeMilliseconds(_today), cancellationToken);
        }

        var aggregation = new Aggregation(server, database);
        await aggregation.FillAsync(events, _today, cancellationToken);
        await aggregation.RunAsync(run, events, run.IsQuick ? 1 : 3, cancellationToken);
    }

    private List<UsageEvent> NextBatch() => [.. Enumerable.Range(0, Batches.Size).Select(i => SampleEvents.At(_today + (_sequence / 50 % Calendar.Day), _sequence++))];
}
