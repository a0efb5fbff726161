using System.Diagnostics.Metrics;

namespace Tollgate.Hosting;

/// <summary>Counts what went wrong outside of requests, in the meter <c>Tollgate.Hosting</c>; the log says what it was.</summary>
internal static class BackgroundFailures
{
    private static readonly Meter Meter = new("Tollgate.Hosting");

    private static readonly Counter<long> Failures = Meter.CreateCounter<long>(
        "tollgate.hosting.background_failures", "{failure}", "Failures of work outside of requests, by kind of work.");

    /// <summary>Counts one.</summary>
    /// <param name="work">One of few words, e.g. "heartbeat".</param>
    public static void Add(string work) => Failures.Add(1, new KeyValuePair<string, object?>("work", work));

    /// <summary>The counter begins at zero for a kind of work, so that its first failure is seen as an increase.</summary>
    public static void StartAtZero(params ReadOnlySpan<string> works)
    {
        foreach (var work in works)
        {
            Failures.Add(0, new KeyValuePair<string, object?>("work", work));
        }
    }
}
