using System.Diagnostics.Metrics;

namespace Tollgate.Recording;

/// <summary>Counters of this stage, in the meter <c>Tollgate.Recording</c>.</summary>
internal static class UsageMetrics
{
    private static readonly Meter Meter = new("Tollgate.Recording");

    /// <summary>Requests that were not recorded for lack of room, by the tag <c>kind</c> (refused, served).</summary>
    public static readonly Counter<long> Shed = Meter.CreateCounter<long>("tollgate.recording.shed", "{request}", "Requests not recorded for lack of room");

    /// <summary>Rows that reached the database.</summary>
    public static readonly Counter<long> Stored = Meter.CreateCounter<long>("tollgate.recording.stored", "{row}", "Rows of api_usage stored");

    /// <summary>Bytes in this process's journal, which the database does not have yet.</summary>
    public static readonly Gauge<long> Journal = Meter.CreateGauge<long>("tollgate.recording.journal.size", "By", "Bytes in the journal that the database does not have yet");
}
