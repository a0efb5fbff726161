using System.Diagnostics.Metrics;

namespace Tollgate.Entitling;

/// <summary>What the stage counts, in the meter <c>Tollgate.Entitling</c>. A caller who is remembered counts nothing.</summary>
internal static class EntitlingMeter
{
    private static readonly Meter Meter = new("Tollgate.Entitling");

    /// <summary>Changes heard of, by kind.</summary>
    public static Counter<long> Changes { get; } = Meter.CreateCounter<long>(
        "tollgate.entitling.changes", "{change}", "Changes of plans, users and keys that this node heard of.");

    /// <summary>Callers asked of the database, by the tag <c>result</c> (found, unknown, failed).</summary>
    public static Counter<long> Lookups { get; } = Meter.CreateCounter<long>(
        "tollgate.entitling.lookups", "{lookup}", "Callers that were not in memory and asked of the database.");

    /// <summary>1 while the change feed is heard, else 0.</summary>
    public static Gauge<int> Listening { get; } = Meter.CreateGauge<int>(
        "tollgate.entitling.change_feed.listening", "1", "1 while this node hears of changes, 0 while it does not.");

    /// <summary>Counters begin at zero instead of missing, so that their first increase is seen as one.</summary>
    public static void StartAtZero()
    {
        foreach (var result in (string[])["found", "unknown", "failed"])
        {
            Lookups.Add(0, new KeyValuePair<string, object?>("result", result));
        }
    }
}
