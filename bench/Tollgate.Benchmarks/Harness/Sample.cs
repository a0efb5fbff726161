namespace Tollgate.Benchmarks.Harness;

/// <summary>One turn of a contender.</summary>
/// <param name="Operations">Done.</param>
/// <param name="Elapsed">In this time.</param>
/// <param name="Latencies">How long single operations took; null where that was not measured.</param>
/// <param name="AllocatedBytes">Managed bytes allocated in this process meanwhile; null where the work is done elsewhere.</param>
internal sealed record Sample(long Operations, TimeSpan Elapsed, Latencies? Latencies, long? AllocatedBytes)
{
    /// <summary>Operations a second.</summary>
    public double PerSecond => Operations / Elapsed.TotalSeconds;
}
