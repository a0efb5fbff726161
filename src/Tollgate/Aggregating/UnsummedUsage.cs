namespace Tollgate.Aggregating;

/// <summary>What is recorded and not summed yet.</summary>
/// <param name="Hours">First instants of hours with new events, in Unix milliseconds, oldest first.</param>
/// <param name="Days">First instants of days with new hours, in Unix milliseconds, oldest first; the running day is among them.</param>
public sealed record UnsummedUsage(IReadOnlyList<long> Hours, IReadOnlyList<long> Days);
