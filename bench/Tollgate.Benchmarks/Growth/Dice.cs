namespace Tollgate.Benchmarks.Growth;

/// <summary>Chance from a seed, the same on every machine and runtime (SplitMix64, Steele, Lea and Flood 2014).</summary>
internal sealed class Dice(ulong seed)
{
    private ulong _state = seed;

    /// <summary>At least 0 and below 1.</summary>
    public double Next() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>At least 0 and below <paramref name="count"/>.</summary>
    public int Below(int count) => (int)(Next() * count);

    /// <summary>Until the next of events that come by chance at a rate.</summary>
    /// <param name="perUnit">Events in one unit of time.</param>
    public double Wait(double perUnit) => -Math.Log(1 - Next()) / perUnit;

    private ulong NextBits()
    {
        unchecked // numbers that wrap around are the point
        {
            var bits = _state += 0x9E3779B97F4A7C15;
            bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
            bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
            return bits ^ (bits >> 31);
        }
    }
}
