using System.Globalization;
using Tollgate.Limiting;

namespace Tollgate.Postgres.Statements;

/// <summary>The statements that find and remove one kind of stale ledger rows, page by page in the order of the key.</summary>
/// <remarks>
/// Whether a window has ended is up to the database's clock, with a minute to spare, whatever the clock of the node says that cleans up:
/// a row removed early would begin a running window anew. Rows that somebody has locked are skipped, so that a grant never waits behind
/// a clean-up that waits for another grant.
/// </remarks>
internal sealed class StaleLedgerStatements
{
    private const string HasEnded = "now_or_before";

    private StaleLedgerStatements(string name, string range, string stale)
    {
        stale = $"({stale.Replace(HasEnded, "least(@before, floor(extract(epoch from statement_timestamp()) * 1000)::bigint - 60000)", StringComparison.Ordinal)})";
        Count = $"/* tollgate.ledger.count_{name} */ select count(*) from rate_limit_ledger l where {range} and {stale}";
        NextPage = $"""
            /* tollgate.ledger.page_{name} */
            with page as materialized (
                select subject, scope, {stale} as is_stale
                from rate_limit_ledger l
                where (subject, scope) > (@subject, @scope) and {range}
                order by subject, scope
                limit 2000)
            select subject, scope, (select count(*) from page where is_stale) from page order by subject desc, scope desc limit 1
            """;
        RemovePage = $"""
            /* tollgate.ledger.remove_{name} */
            delete from rate_limit_ledger where (subject, scope) in (
                select subject, scope
                from rate_limit_ledger l
                where (subject, scope) > (@subject, @scope) and (subject, scope) <= (@last_subject, @last_scope) and {range} and {stale}
                for update of l skip locked)
            """;
    }

    /// <summary>Of anonymous callers, when all windows have ended.</summary>
    public static StaleLedgerStatements Anonymous { get; } = new("anonymous", "subject >= 'ip_' and subject < 'ip`'", AllEnded);

    /// <summary>Of anybody, when all windows have ended.</summary>
    public static StaleLedgerStatements Ended { get; } = new("ended", "true", AllEnded);

    /// <summary>Of users who are gone, and of keys that are gone, revoked or expired, whatever their windows say.</summary>
    public static StaleLedgerStatements Idle { get; } = new("idle", "true", $"""
        updated_at < {HasEnded} and case
            when l.subject ~ '^user_[0-9]+$' and length(l.subject) < 23
                then not exists (select 1 from users u where u.id = substr(l.subject, 6)::bigint)
            when l.subject ~ '^key_[0-9]+$' and length(l.subject) < 22
                then not exists (
                    select 1 from api_keys k where k.id = substr(l.subject, 5)::bigint
                        and coalesce(least(k.revoked_at, k.expires_at) >= to_timestamp(@before / 1000.0), true))
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
        $"start_{QuotaSpec.CreditsSlot + 1} is null and updated_at < {HasEnded} and coalesce(greatest({string.Join(", ", Enumerable.Range(1, QuotaSpec.Slots).Select(slot => string.Create(CultureInfo.InvariantCulture, $"end_{slot}")))}), 0) < {HasEnded}";
}
