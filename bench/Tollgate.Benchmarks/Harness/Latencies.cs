using System.Diagnostics;
using HdrHistogram;

namespace Tollgate.Benchmarks.Harness;

/// <summary>How long operations took, to three digits. Callers share a few: one takes a third of a megabyte, and there may be a thousand callers.</summary>
internal sealed class Latencies
{
    private static readonly long Longest = TimeSpan.FromMinutes(5).Ticks * 100; // nanoseconds

    private readonly LongConcurrentHistogram _nanoseconds = new(1, Longest, 3);

    /// <summary>As many as keep callers out of each other's way, made before anything is measured; a caller takes the one of its number, modulo.</summary>
    public static Latencies[] For(int callers) => [.. Enumerable.Range(0, Math.Min(callers, 4 * Environment.ProcessorCount)).Select(_ => new Latencies())];

    /// <summary>Adds one, given in ticks of <see cref="Stopwatch"/>.</summary>
    public void Add(long stopwatchTicks) =>
        AddNanoseconds((long)(stopwatchTicks * (1e9 / Stopwatch.Frequency)));

    /// <summary>Adds one, given in nanoseconds.</summary>
    public void AddNanoseconds(long nanoseconds) => _nanoseconds.RecordValue(Math.Clamp(nanoseconds, 1, Longest));

    /// <summary>Adds all of another.</summary>
    public void Add(Latencies other) => _nanoseconds.Add(other._nanoseconds);

    /// <summary>Microseconds that a share of the operations stayed below; null when there were none.</summary>
    /// <param name="percentile">0 to 100.</param>
    public double? At(double percentile) => _nanoseconds.TotalCount == 0 ? null : _nanoseconds.GetValueAtPercentile(percentile) / 1e3;
}
