namespace Tollgate.EntityFrameworkCore.Statements;

/// <summary>Statements on the ledger's count of prepaid credits that both databases understand.</summary>
internal static class CreditStatements
{
    /// <summary>Units used, as committed; parameter @subject.</summary>
    public const string Used = "/* tollgate.credits.used */ select used_9 from rate_limit_ledger where subject = @subject and scope = '*'";

    /// <summary>Charges expired units to a row that is locked; parameters @subject, @units and @now.</summary>
    public const string Charge = """
        /* tollgate.credits.charge */
        update rate_limit_ledger set used_9 = used_9 + @units, updated_at = @now where subject = @subject and scope = '*'
        """;

    /// <summary>
    /// Customers with few credits left, the fewest first: id, left, and what was left after the latest grant and has not expired. Parameters @units, @percent
    /// (of the latter) and @most.
    /// </summary>
    public const string Low = """
        /* tollgate.credits.low */
        select user_id, remaining, base
        from (
            select g.user_id, g.granted - coalesce(l.used_9, 0) as remaining, g.granted - g.used_before - g.expired as base
            from (
                select user_id, cast(sum(units) as bigint) as granted, max(used_before) as used_before, cast(sum(coalesce(expired_units, 0) + revoked_units) as bigint) as expired
                from credit_grants
                group by user_id
            ) g
            left join rate_limit_ledger l on l.subject = 'user_' || g.user_id and l.scope = '*'
        ) balances
        where remaining <= @units or remaining * 100.0 <= base * 1.0 * @percent
        order by remaining, user_id
        limit @most
        """;
}
