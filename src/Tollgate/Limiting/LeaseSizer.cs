namespace Tollgate.Limiting;

/// <summary>How many units a node asks for: what waits, and what it will need soon, without starving the other nodes.</summary>
internal static class LeaseSizer
{
    /// <summary>Of what is left, one lease takes at most a quarter, divided by the nodes alive.</summary>
    private const int Fraction = 4;

    /// <summary>What all nodes together may keep from each other for longer than a moment: one in a hundred of the units left.</summary>
    private const int LongFraction = 100;

    /// <summary>Units to ask for.</summary>
    /// <param name="needed">Units that waiting requests lack: always asked for in full, they are real demand.</param>
    /// <param name="traffic">What the subject spends on this node.</param>
    /// <param name="spare">Units on lease that the waiting requests will leave.</param>
    /// <param name="room">Units left in the tightest window as last known.</param>
    /// <param name="nodes">Nodes alive, at least 1.</param>
    /// <param name="options">How much traffic a lease covers.</param>
    /// <returns>
    /// At least <paramref name="needed"/>. Near the limit the share of what is left falls below 1, and only what waits is asked for:
    /// nothing lies idle on a node while another one could use it.
    /// </returns>
    public static long Size(long needed, in Traffic traffic, long spare, long room, int nodes, LimitingOptions options)
    {
        var horizon = options.LeaseHorizon.TotalMilliseconds;
        var ahead = Math.Min(UnitsIn(horizon, traffic, options), room / ((long)Fraction * Math.Max(1, nodes)));
        var longAhead = Math.Min(UnitsIn(LongHorizon(options), traffic, options), LongShare(room, nodes));
        return needed + Math.Max(0, Math.Max(ahead, longAhead) - spare);
    }

    /// <summary>How long units may stay on lease: longer while they are too few to be missed elsewhere.</summary>
    /// <param name="units">On the lease.</param>
    /// <param name="room">Units left in the tightest window.</param>
    /// <param name="nodes">Nodes alive, at least 1.</param>
    /// <param name="options">The two times.</param>
    public static TimeSpan Lifetime(long units, long room, int nodes, LimitingOptions options) =>
        units <= LongShare(room, nodes) && options.LongLeaseTtl > options.LeaseTtl ? options.LongLeaseTtl : options.LeaseTtl;

    /// <summary>
    /// How much more to ask for when rows are scarce: callers that wait for a slow ledger look quieter than they are, and leases of what
    /// they look like would keep them waiting.
    /// </summary>
    /// <param name="queued">Subjects that wait for the next statement.</param>
    public static double PressureOf(int queued) => Math.Clamp(queued / 8d, 1, 4);

    /// <summary>Milliseconds of traffic that a lease covers while it may stay for longer.</summary>
    public static double LongHorizon(LimitingOptions options) =>
        options.LeaseHorizon.TotalMilliseconds * Math.Max(1, options.LongLeaseTtl / options.LeaseTtl);

    private static long LongShare(long room, int nodes) => room / ((long)LongFraction * Math.Max(1, nodes));

    private static long UnitsIn(double milliseconds, in Traffic traffic, LimitingOptions options) =>
        (long)Math.Min(traffic.UnitsIn(milliseconds), options.MaxLease);
}
