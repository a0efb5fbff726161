namespace Tollgate.Postgres.Statements;

/// <summary>Statements that read recorded usage again, a page at a time.</summary>
internal static class HistoryStatements
{
    /// <summary>The next rows after a place in the order of the key; the place's time is the first condition, so that partitions before it are left alone.</summary>
    public const string Next = $"/* tollgate.usage.history */ select {Columns} from api_usage where {Place} {Order}";

    /// <summary>The same for one subject.</summary>
    public const string NextOfSubject = $"/* tollgate.usage.history_of_subject */ select {Columns} from api_usage where subject = $5 and {Place} {Order}";

    private const string Columns = "at, node, sequence, subject, user_id, plan, endpoint, method, cost, charged, outcome, is_shadow, count";

    private const string Place = "at >= $1 and at < $2 and (at, node, sequence) > ($1, $3, $4)";

    private const string Order = "order by at, node, sequence limit 5000";
}
