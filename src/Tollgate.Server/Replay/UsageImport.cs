using Tollgate.Identifying;
using Tollgate.Limiting;
using Tollgate.Recording;

namespace Tollgate.Server.Replay;

/// <summary>Brings an access log into recorded usage, exactly once however often it is run.</summary>
/// <remarks>
/// An entry's identity is the log's first line, its own line and its time, so a log may be imported again when it has grown. The requests were not charged here: they cost 1 unit each, none of them charged.
/// Their endpoint is unknown, because a log has paths and a path is no dimension.
/// </remarks>
/// <param name="store">Where the entries go.</param>
/// <param name="identifying">How callers are told apart.</param>
/// <param name="recording">What is kept of addresses.</param>
/// <param name="countries">Tells countries.</param>
/// <param name="keptFrom">Recorded usage before that is past its retention.</param>
internal sealed class UsageImport(
    IUsageStore store, IdentifyingOptions identifying, RecordingOptions recording, ICountryLookup countries, DateTimeOffset keptFrom)
{
    private const int Batch = 5_000;

    /// <summary>Imports a file.</summary>
    /// <param name="path">The log; .gz too, "-" for standard input.</param>
    /// <param name="onMalformed">Called for each line that is no entry.</param>
    /// <param name="progress">Gets the share that is done.</param>
    /// <param name="cancellationToken">Gives up; running it again goes on.</param>
    public async Task<UsageImportResult> RunAsync(string path, Action<MalformedLine> onMalformed, Action<double> progress, CancellationToken cancellationToken)
    {
        using var log = AccessLog.Open(path, onMalformed);
        var (batch, entries, added, pastRetention) = (new List<UsageEvent>(Batch), 0L, 0L, 0L);
        await foreach (var entry in log.ReadAsync(cancellationToken))
        {
            entries++;
            pastRetention += entry.At < keptFrom.ToUnixTimeMilliseconds() ? 1 : 0;
            batch.Add(EventOf(entry, NodeOf(log)!));
            if (batch.Count == Batch)
            {
                added += await store.AddAsync(batch, cancellationToken);
                batch.Clear();
                progress(log.ShareRead);
            }
        }

        added += await store.AddAsync(batch, cancellationToken);
        return new UsageImportResult(NodeOf(log), entries, added, log.Malformed, pastRetention);
    }

    private static string? NodeOf(AccessLog log) => log.Fingerprint is null ? null : $"import-{log.Fingerprint}";

    private UsageEvent EventOf(LogEntry entry, string node) => new()
    {
        At = entry.At,
        Node = node,
        Sequence = entry.Line,
        Subject = entry.Address is { } address ? ClientAddress.SubjectOf(address, identifying) : $"ip_{entry.Host}", // as simulate does
        Endpoint = UsageEvent.UnmatchedEndpoint,
        Method = MethodName.Of(entry.Method),
        Status = entry.Status,
        BytesOut = entry.Bytes,
        Address = recording.Keep(entry.Address),
        Country = entry.Address is null ? null : countries.Find(entry.Address),
        Cost = 1,
        Outcome = Outcome.Admitted,
        Count = 1,
    };
}
