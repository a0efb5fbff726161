using System.Diagnostics.Metrics;

namespace Tollgate.Billing.Metering;

/// <summary>What is measured of metered billing, in the meter <c>Tollgate.Billing</c>.</summary>
internal static class MeteringMeters
{
    private static readonly Meter Meter = new("Tollgate.Billing");

    private static readonly Counter<long> Attempts = Meter.CreateCounter<long>(
        "tollgate.billing.meter_event_attempts", "{attempt}", "Meter events that this node dealt with, by what became of them.");

    private static readonly Gauge<long> Waiting = Meter.CreateGauge<long>(
        "tollgate.billing.meter_events_waiting", "{event}", "Meter events that are neither sent nor given up, by state.");

    private static readonly Gauge<double> OldestAge = Meter.CreateGauge<double>(
        "tollgate.billing.meter_event_oldest_age", "s", "How long the oldest meter event waits; 0 when none does.");

    /// <summary>Counts an attempt.</summary>
    public static void Count(string outcome, long by = 1) => Attempts.Add(by, new KeyValuePair<string, object?>("outcome", outcome));

    /// <summary>The counters begin at zero, so that the first failure is seen as an increase.</summary>
    public static void StartAtZero()
    {
        foreach (var outcome in (string[])["sent", "failed", "unknown", "dropped", "taken_back", "not_taken_back", "put_off"])
        {
            Count(outcome, 0);
        }
    }

    /// <summary>Takes what was read.</summary>
    public static void Record(MeteringFigures figures, DateTimeOffset now)
    {
        foreach (var (state, word) in (ReadOnlySpan<(MeterEventState, string)>)[
            (MeterEventState.Pending, "pending"), (MeterEventState.Unknown, "unknown"), (MeterEventState.Failed, "failed"),
            (MeterEventState.Canceling, "canceling"), (MeterEventState.Waiving, "waiving")])
        {
            Waiting.Record(figures.CountOf(state), new KeyValuePair<string, object?>("state", word));
        }

        OldestAge.Record(figures.OldestWaiting is { } oldest ? Math.Max(0, (now - oldest).TotalSeconds) : 0);
    }
}
