namespace Tollgate.Benchmarks.Harness;

/// <summary>A promise about a ratio of two rows of one run, kept or not.</summary>
/// <param name="Row">What the promise is about, e.g. "decision-hot".</param>
/// <param name="Ratio">What was measured.</param>
/// <param name="Target">What was promised.</param>
/// <param name="IsCeiling">Whether the ratio must not be above the target; else it must not be below.</param>
internal sealed record BenchmarkTarget(string Row, double Ratio, double Target, bool IsCeiling)
{
    /// <summary>Whether the promise is kept.</summary>
    public bool IsKept => IsCeiling ? Ratio <= Target : Ratio >= Target;
}
