namespace Tollgate.Billing.Crediting;

/// <summary>Works out which grants the used units came from: a pure function of the grants and the ledger's count.</summary>
/// <remarks>
/// <list type="number">
/// <item>The ledger counts one number: units used, spent and expired together. It and the sum of all grants only grow, so that a node
/// with old knowledge is at most too careful. Units that come back from leases are the only thing that makes it smaller.</item>
/// <item>Units are used from the grant that expires first, of several from the oldest; never from one that was granted later:
/// what a grant found used (<see cref="CreditGrant.UsedBefore"/>) came from earlier ones.</item>
/// <item>A grant that has expired is used up. What is missing to that is due: charged to the ledger, it is spent by nobody.</item>
/// </list>
/// So expiry may run late, twice or on two nodes: what is due after it is nothing.
/// </remarks>
internal static class CreditAllocation
{
    /// <summary>The balance.</summary>
    /// <param name="grants">All grants of one customer, in the order in which they were granted.</param>
    /// <param name="used">Units used by the ledger's count.</param>
    /// <param name="now">By the database's clock.</param>
    public static CreditBalance Of(IReadOnlyList<CreditGrant> grants, long used, DateTimeOffset now)
    {
        var taken = Take(grants, used);
        var shares = new List<CreditShare>(grants.Count);
        var (granted, expired, due) = (0L, 0L, 0L);
        foreach (var index in InOrder(grants))
        {
            var grant = grants[index];
            var lost = grant.ExpiredUnits ?? 0;
            var rest = grant.Units - taken[index];
            var missing = IsOver(grant, now) ? rest : 0;
            granted = checked(granted + grant.Units);
            expired += lost + missing;
            due += missing;
            shares.Add(new CreditShare(grant, grant.Units - rest - lost, lost + missing, rest - missing));
        }

        return new CreditBalance
        {
            Granted = granted,
            Spent = used - (expired - due),
            Expired = expired,
            Left = granted - used - due,
            At = now,
            Due = due,
            Grants = shares,
        };
    }

    /// <summary>Whether the grant's time is over.</summary>
    public static bool IsOver(CreditGrant grant, DateTimeOffset now) => grant.ExpiresAt <= now;

    private static long[] Take(IReadOnlyList<CreditGrant> grants, long used)
    {
        var taken = new long[grants.Count];
        var until = Boundaries(grants, used);
        var order = InOrder(grants);
        var from = 0L;
        for (var newest = 0; newest < grants.Count; newest++)
        {
            var units = until[newest] - from;
            from = until[newest];
            foreach (var index in order)
            {
                if (index <= newest && units > 0)
                {
                    var more = Math.Min(units, grants[index].Units - taken[index]);
                    taken[index] += more;
                    units -= more;
                }
            }
        }

        return taken;
    }

    /// <summary>How much was used when each grant was followed by the next. Units that came back since may have made it less.</summary>
    private static long[] Boundaries(IReadOnlyList<CreditGrant> grants, long used)
    {
        var until = new long[grants.Count];
        for (var i = grants.Count - 1; i >= 0; i--)
        {
            until[i] = used;
            used = Math.Min(used, grants[i].UsedBefore);
        }

        return until;
    }

    private static List<int> InOrder(IReadOnlyList<CreditGrant> grants) =>
        [.. Enumerable.Range(0, grants.Count).OrderBy(i => grants[i].ExpiresAt ?? DateTimeOffset.MaxValue)]; // stable: of several the oldest
}
