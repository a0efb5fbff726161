using System.Diagnostics.Metrics;

namespace Tollgate.Recording;

/// <summary>What this stage counts, in the meter <c>Tollgate.Recording</c>; once per batch, never once per request.</summary>
internal static class UsageMetrics
{
    private static readonly Meter Meter = new("Tollgate.Recording");

    /// <summary>Requests by the tags <c>outcome</c> and <c>shadow</c>, counted when they reach the journal.</summary>
    public static readonly Counter<long> Requests = Meter.CreateCounter<long>("tollgate.recording.requests", "{request}", "Requests recorded, by outcome");

    /// <summary>Requests that were not recorded for lack of room, by the tag <c>kind</c> (refused, served).</summary>
    public static readonly Counter<long> Shed = Meter.CreateCounter<long>("tollgate.recording.shed", "{request}", "Requests not recorded for lack of room");

    /// <summary>Damaged files and blocks that were put aside in files of their own, by the tag <c>kind</c> (journal, block).</summary>
    private static readonly Counter<long> SetAside = Meter.CreateCounter<long>("tollgate.recording.set_aside", "{file}", "Damaged journals and blocks put aside in files of their own");

    /// <summary>Rows that reached the database.</summary>
    public static readonly Counter<long> Stored = Meter.CreateCounter<long>("tollgate.recording.stored", "{row}", "Rows of api_usage stored");

    /// <summary>Bytes in this process's journal, which the database does not have yet.</summary>
    public static readonly Gauge<long> Journal = Meter.CreateGauge<long>("tollgate.recording.journal.size", "By", "Bytes in the journal that the database does not have yet");

    /// <summary>Upper bound of the age of what the database does not have yet.</summary>
    public static readonly Gauge<double> JournalAge = Meter.CreateGauge<double>("tollgate.recording.journal.age", "s", "Age at most of the oldest request in the journal");

    /// <summary>How long one batch took to store, failed ones too.</summary>
    public static readonly Histogram<double> FlushDuration = Meter.CreateHistogram(
        "tollgate.recording.flush.duration", "s", "How long a batch took to store", null, Buckets(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30));

    /// <summary>How old the oldest request of a batch was when the database had it.</summary>
    public static readonly Histogram<double> FlushLag = Meter.CreateHistogram(
        "tollgate.recording.flush.lag", "s", "Age of the oldest request of a batch when it was stored", null, Buckets(0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 14400));

    /// <summary>Counters begin at zero instead of missing, so that their first increase is seen as one.</summary>
    public static void StartAtZero()
    {
        Stored.Add(0);
        Shed.Add(0, new KeyValuePair<string, object?>("kind", "refused"));
        Shed.Add(0, new KeyValuePair<string, object?>("kind", "served"));
        SetAside.Add(0, new KeyValuePair<string, object?>("kind", "journal"));
        SetAside.Add(0, new KeyValuePair<string, object?>("kind", "block"));
        foreach (var outcome in Enum.GetValues<Outcome>())
        {
            Requests.Add(0, new("outcome", OutcomeName.Of(outcome)), new("shadow", "false"));
        }
    }

    /// <summary>Counts a file that was put aside: a "journal" or a "block".</summary>
    public static void AddSetAside(string kind) => SetAside.Add(1, new KeyValuePair<string, object?>("kind", kind));

    private static InstrumentAdvice<double> Buckets(params double[] seconds) => new() { HistogramBucketBoundaries = seconds };
}
