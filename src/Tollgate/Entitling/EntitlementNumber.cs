namespace Tollgate.Entitling;

/// <summary>Numbers entitlements in the order in which this process resolves them.</summary>
internal static class EntitlementNumber
{
    private static long s_last;

    /// <summary>A number higher than all before.</summary>
    public static long Next() => Interlocked.Increment(ref s_last);
}
