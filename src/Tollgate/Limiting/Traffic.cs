namespace Tollgate.Limiting;

/// <summary>What a subject spends on this node, as far as its asks tell.</summary>
/// <param name="Rate">Units a millisecond over the length of a lease; 0 when not known.</param>
/// <param name="LatestRate">Units a millisecond since the last ask.</param>
/// <param name="LatestUnits">Units since the last ask.</param>
/// <param name="Pressure">How much more than that to bet on because the ledger can't keep up, 1 or more.</param>
internal readonly record struct Traffic(double Rate, double LatestRate, long LatestUnits, double Pressure = 1)
{
    /// <summary>How much more than it just saw a lease may bet on: leases of traffic that takes off multiply from ask to ask.</summary>
    private const long Growth = 4;

    /// <summary>
    /// Units to expect: what the rate says, or what the latest ask promises, if that is more. Two requests that happen to come together look like
    /// thousands a second; that a lease is at most this multiple of what was seen keeps a quiet subject from hoarding units.
    /// </summary>
    public double UnitsIn(double milliseconds) =>
        Math.Max(Rate * milliseconds, Pressure * Math.Min(LatestRate * milliseconds, Growth * LatestUnits));

    /// <summary>The traffic after units were spent in a time.</summary>
    /// <param name="rate">Units a millisecond so far.</param>
    /// <param name="units">Units spent since.</param>
    /// <param name="milliseconds">Time since; a burst within one millisecond counts as one.</param>
    /// <param name="memory">Milliseconds after which two thirds of what was before are forgotten: time weighs, not the number of asks.</param>
    public static Traffic After(double rate, long units, double milliseconds, double memory)
    {
        var latest = units / Math.Max(1, milliseconds);
        var weight = 1 - Math.Exp(-Math.Max(1, milliseconds) / memory);
        return new Traffic(rate + (weight * (latest - rate)), latest, units);
    }
}
