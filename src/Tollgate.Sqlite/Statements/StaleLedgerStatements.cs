using System.Globalization;
using Tollgate.Limiting;

namespace Tollgate.Sqlite.Statements;

/// <summary>The statements that find and remove one kind of stale ledger rows, page by page in the order of the key.</summary>
internal sealed class StaleLedgerStatements
{
    private StaleLedgerStatements(string name, string range, string stale)
    {
        Count = $"/* tollgate.ledger.count_{name} */ select count(*) from rate_limit_ledger where {range} and ({stale})";
        NextPage = $"""
            /* tollgate.ledger.page_{name} */
            with page as materialized (
                select subject, scope, {stale} as is_stale
                from rate_limit_ledger
                where (subject, scope) > (@subject, @scope) and {range}
                order by subject, scope
                limit 500)
            select subject, scope, (select sum(is_stale) from page) from page order by subject desc, scope desc limit 1
            """;
        RemovePage = $"""
            /* tollgate.ledger.remove_{name} */
            delete from rate_limit_ledger
            where (subject, scope) > (@subject, @scope) and (subject, scope) <= (@last_subject, @last_scope) and {range} and ({stale})
            """;
    }

    /// <summary>Of anonymous callers, when all windows have ended.</summary>
    public static StaleLedgerStatements Anonymous { get; } = new("anonymous", "subject >= 'ip_' and subject < 'ip`'", AllEnded);

    /// <summary>Of anybody, when all windows have ended.</summary>
    public static StaleLedgerStatements Ended { get; } = new("ended", "true", AllEnded);

    /// <summary>Of users who are gone, and of keys that are gone, revoked or expired, whatever their windows say.</summary>
    public static StaleLedgerStatements Idle { get; } = new("idle", "true", """
        updated_at < @before and case
            when subject glob 'user_[0-9]*' then not exists (select 1 from users u where u.id = cast(substr(subject, 6) as integer))
            when subject glob 'key_[0-9]*' then not exists (
                select 1 from api_keys k where k.id = cast(substr(subject, 5) as integer)
                    and coalesce(k.revoked_at >= @before, true) and coalesce(k.expires_at >= @before, true))
            else false end
        """);

    /// <summary>Counts the rows.</summary>
    public string Count { get; }

    /// <summary>The end of the next page, and how many stale rows it has.</summary>
    public string NextPage { get; }

    /// <summary>Removes the stale rows of a page.</summary>
    public string RemovePage { get; }

    // Prepaid credits never end, and without their row they would count as unspent: no clock and no arithmetic may let it go.
    private static string AllEnded =>
        $"start_{QuotaSpec.CreditsSlot + 1} is null and updated_at < @before and max({string.Join(", ", Enumerable.Range(1, QuotaSpec.Slots).Select(slot => string.Create(CultureInfo.InvariantCulture, $"coalesce(end_{slot}, 0)")))}) < @before";
}
