namespace Tollgate.Billing.Crediting;

/// <summary>Works out which grants the used units came from: a pure function of the grants and the ledger's count.</summary>
/// <remarks>
/// <list type="number">
/// <item>The ledger counts one number: units used, spent and expired together. It and the sum of all grants only grow, so that a node
/// with old knowledge is at most too careful. Units that come back from leases are the only thing that makes it smaller.</item>
/// <item>Units are spent from the grant that expires first, of several from the oldest; never from one that was granted later:
/// what a grant found spent (<see cref="CreditGrant.UsedBefore"/>) came from earlier ones. Expired units stay with their grant.</item>
/// <item>Of a grant whose payment went back, what is left is taken back as far as it was not paid in the end; that is charged like expiry.</item>
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
        var taken = Take(grants, used - grants.Sum(Lost));
        var shares = new List<CreditShare>(grants.Count);
        var (granted, expired, revoked, due) = (0L, 0L, 0L, 0L);
        foreach (var index in InOrder(grants))
        {
            var grant = grants[index];
            var rest = grant.Units - Lost(grant) - taken[index];
            var back = ToRevoke(grant, rest, now);
            var missing = IsOver(grant, now) ? rest - back : 0;
            var share = new CreditShare(grant, taken[index], (grant.ExpiredUnits ?? 0) + missing, rest - back - missing) { Revoked = grant.RevokedUnits + back };
            granted = checked(granted + grant.Units);
            expired += share.Expired;
            revoked += share.Revoked;
            due += back + missing;
            shares.Add(share);
        }

        return new CreditBalance
        {
            Granted = granted,
            Spent = used - (expired + revoked - due),
            Expired = expired,
            Revoked = revoked,
            Left = granted - used - due,
            At = now,
            Due = due,
            Grants = shares,
        };
    }

    /// <summary>Whether the grant's time is over.</summary>
    public static bool IsOver(CreditGrant grant, DateTimeOffset now) => grant.ExpiresAt <= now;

    /// <summary>
    /// Units still to be taken back from a grant whose payment went back, of those that are left; negative when the payment came again. What
    /// is left of a grant that is over expires, which is as lost.
    /// </summary>
    private static long ToRevoke(CreditGrant grant, long rest, DateTimeOffset now) =>
        Math.Min(IsOver(grant, now) ? 0 : rest, grant.RefundedUnits - grant.RevokedUnits);

    /// <summary>Units of a grant that nobody can spend any more, as far as the ledger has them.</summary>
    private static long Lost(CreditGrant grant) => (grant.ExpiredUnits ?? 0) + grant.RevokedUnits;

    /// <summary>Units spent from each grant. What an earlier one has no room for any more, because of what came back and expired, later ones take.</summary>
    private static long[] Take(IReadOnlyList<CreditGrant> grants, long spent)
    {
        var taken = new long[grants.Count];
        var until = Boundaries(grants, spent);
        var order = InOrder(grants);
        var (from, units) = (0L, 0L);
        for (var newest = 0; newest < grants.Count; newest++)
        {
            units += until[newest] - from;
            from = until[newest];
            foreach (var index in order)
            {
                if (index <= newest && units > 0)
                {
                    var more = Math.Min(units, grants[index].Units - Lost(grants[index]) - taken[index]);
                    taken[index] += more;
                    units -= more;
                }
            }
        }

        return taken;
    }

    /// <summary>How much was spent when each grant was followed by the next. Units that came back since may have made it less.</summary>
    private static long[] Boundaries(IReadOnlyList<CreditGrant> grants, long spent)
    {
        var until = new long[grants.Count];
        for (var i = grants.Count - 1; i >= 0; i--)
        {
            until[i] = spent;
            spent = Math.Min(spent, grants[i].UsedBefore);
        }

        return until;
    }

    private static List<int> InOrder(IReadOnlyList<CreditGrant> grants) =>
        [.. Enumerable.Range(0, grants.Count).OrderBy(i => grants[i].ExpiresAt ?? DateTimeOffset.MaxValue)]; // stable: of several the oldest
}
