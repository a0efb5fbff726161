using System.Globalization;
using Tollgate.Limiting;

namespace Tollgate.Sqlite.Statements;

/// <summary>The ledger's statements. A row is settled in C# between reading and writing it, inside one transaction that holds the write lock.</summary>
internal static class LedgerStatements
{
    /// <summary>Run once per connection: commits are durable before they return, and readers do not block the writer.</summary>
    public const string Session = "/* tollgate.ledger.session */ pragma busy_timeout = 5000; pragma journal_mode = wal; pragma synchronous = full;";

    /// <summary>Takes the write lock at once, so that nothing changes between reading a row and writing it.</summary>
    public const string Begin = "/* tollgate.ledger.begin */ begin immediate";

    /// <summary>Makes the batch durable.</summary>
    public const string Commit = "/* tollgate.ledger.commit */ commit";

    /// <summary>One row; parameters $subject and $scope.</summary>
    public static readonly string Read =
        $"/* tollgate.ledger.read */ select scope, {Columns} from rate_limit_ledger where subject = $subject and scope = $scope";

    /// <summary>All rows of a subject; parameter $subject.</summary>
    public static readonly string ReadAll =
        $"/* tollgate.ledger.read_all */ select scope, {Columns} from rate_limit_ledger where subject = $subject order by scope";

    /// <summary>Stores a row; parameters $subject, $scope, $granted, $updated_at and those of the slots.</summary>
    public static readonly string Write = $"""
        /* tollgate.ledger.write */
        insert into rate_limit_ledger (subject, scope, granted, updated_at, {Columns})
        values ($subject, $scope, $granted, $updated_at, {EachSlot("$start_#, $end_#, $used_#")})
        on conflict (subject, scope) do update set
            granted = excluded.granted, updated_at = excluded.updated_at,
            {EachSlot("start_# = excluded.start_#, end_# = excluded.end_#, used_# = excluded.used_#")}
        """;

    private static string Columns => EachSlot("start_#, end_#, used_#");

    private static string EachSlot(string template) => string.Join(", ", Enumerable.Range(1, QuotaSpec.Slots)
        .Select(slot => template.Replace("#", slot.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)));
}
