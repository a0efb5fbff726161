using System.Runtime.CompilerServices;
using Tollgate.Entitling;

namespace Tollgate.Limiting;

/// <summary>
/// The lease that last served an entitlement, kept with it. Between the two stand the set and the quota, and with ten thousand subjects none of the
/// four is in a processor's cache: each one that is spared is a wait for memory less. The lease may be over, and says so itself.
/// </summary>
internal static class WarmLease
{
    /// <summary>The lease, if this very entitlement and not the one it was copied from was served by it.</summary>
    public static Lease? Of(Entitlement entitlement) =>
        // The owner first: who sees it sees a lease at least as new. The cast is not checked, because that would read another line of the lease.
        ReferenceEquals(Volatile.Read(ref entitlement.Warm.Owner), entitlement) ? Unsafe.As<Lease?>(entitlement.Warm.Lease) : null;

    /// <summary>Keeps the lease of the only quota of scope "*".</summary>
    public static void Keep(Entitlement entitlement, Lease lease)
    {
        Volatile.Write(ref entitlement.Warm.Lease, lease);
        Volatile.Write(ref entitlement.Warm.Owner, entitlement);
    }

    /// <summary>Lets go of a lease that is over; should somebody have kept a newer one meanwhile, the quota knows it.</summary>
    public static void Forget(Entitlement entitlement) => Volatile.Write(ref entitlement.Warm.Lease, null);
}
