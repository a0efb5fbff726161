using System.Collections.Concurrent;
using Tollgate.Entitling;

namespace Tollgate.Limiting;

/// <summary>
/// Where anonymous callers go when memory has no room for more of them: into one bucket per wider network. Who has a bucket keeps it,
/// so that a caller in debt can't shake it off by making others up, and a newcomer is still served at its crowd's rate.
/// </summary>
internal sealed class Crowds(LeaseBook book)
{
    private readonly ConcurrentDictionary<string, Entitlement> _crowds = new();

    /// <summary>The entitlement itself while its subject is known or a user's, else that of its wider network.</summary>
    public Entitlement Join(Entitlement entitlement)
    {
        if (entitlement.CoarseSubject is not { } subject || book.Find(new QuotaKey(entitlement.Subject, PlanScope.All)) is not null)
        {
            return entitlement;
        }

        if (_crowds.TryGetValue(subject, out var crowd) && ReferenceEquals(crowd.Plan, entitlement.Plan))
        {
            return crowd;
        }

        // At most one per /16 of IPv4 and /32 of IPv6.
        crowd = entitlement with { Subject = subject, CoarseSubject = null };
        return _crowds[subject] = crowd;
    }
}
