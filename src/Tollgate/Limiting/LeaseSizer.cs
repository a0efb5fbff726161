namespace Tollgate.Limiting;

/// <summary>How many units a node asks for: what waits, and what it will need soon, without starving the other nodes.</summary>
internal static class LeaseSizer
{
    /// <summary>Of what is left, one lease takes at most a quarter, divided by the nodes alive.</summary>
    private const int Fraction = 4;

    /// <summary>Units to ask for.</summary>
    /// <param name="needed">Units that waiting requests lack: always asked for in full, they are real demand.</param>
    /// <param name="rate">Units a millisecond that the subject spends on this node; 0 when not known.</param>
    /// <param name="horizon">Milliseconds of that traffic to cover, beyond what waits.</param>
    /// <param name="spare">Units on lease that the waiting requests will leave.</param>
    /// <param name="room">Units left in the tightest window as last known.</param>
    /// <param name="nodes">Nodes alive, at least 1.</param>
    /// <param name="maxLease">Most units ahead of need.</param>
    /// <returns>
    /// At least <paramref name="needed"/>. Near the limit the share of what is left falls below 1, and only what waits is asked for:
    /// nothing lies idle on a node while another one could use it.
    /// </returns>
    public static long Size(long needed, double rate, double horizon, long spare, long room, int nodes, long maxLease)
    {
        var ahead = (long)Math.Min(rate * horizon, maxLease);
        var share = room / ((long)Fraction * Math.Max(1, nodes));
        return needed + Math.Max(0, Math.Min(ahead, share) - spare);
    }

    /// <summary>The smoothed rate after units were spent in a time; a long silence forgets.</summary>
    /// <param name="rate">Units a millisecond so far.</param>
    /// <param name="units">Units spent since.</param>
    /// <param name="milliseconds">Time since; a burst within one millisecond counts as one.</param>
    public static double Smooth(double rate, long units, double milliseconds)
    {
        var current = units / Math.Max(1, milliseconds);
        return (rate + current) / 2;
    }
}
