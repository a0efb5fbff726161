namespace Tollgate.Sqlite.Statements;

/// <summary>Statements on recorded usage.</summary>
internal static class UsageStatements
{
    /// <summary>Run once per connection: commits are durable before they return, and readers do not block the writer.</summary>
    public const string Session = "/* tollgate.usage.session */ pragma busy_timeout = 5000; pragma journal_mode = wal; pragma synchronous = full;";

    /// <summary>Stores a row; one that is there already stays, unless the new one stands for more requests.</summary>
    public const string Add = """
        /* tollgate.usage.add */
        insert into api_usage (
            at, node, sequence, subject, user_id, key_id, plan, endpoint, method, status, duration_us, bytes_in, bytes_out, address, cost, charged,
            outcome, refusing_scope, refusing_window, is_shadow, count, country)
        values (
            $at, $node, $sequence, $subject, $user_id, $key_id, $plan, $endpoint, $method, $status, $duration_us, $bytes_in, $bytes_out, $address,
            $cost, $charged, $outcome, $refusing_scope, $refusing_window, $is_shadow, $count, $country)
        on conflict (at, node, sequence) do update set
            count = excluded.count, duration_us = excluded.duration_us, bytes_in = excluded.bytes_in, bytes_out = excluded.bytes_out,
            cost = excluded.cost, charged = excluded.charged
        where excluded.count > api_usage.count
        """;

    /// <summary>The parameters of <see cref="Add"/> in order.</summary>
    public static readonly string[] AddParameters =
    [
        "$at", "$node", "$sequence", "$subject", "$user_id", "$key_id", "$plan", "$endpoint", "$method", "$status", "$duration_us", "$bytes_in",
        "$bytes_out", "$address", "$cost", "$charged", "$outcome", "$refusing_scope", "$refusing_window", "$is_shadow", "$count",
        "$country",
    ];

    /// <summary>Removes the oldest rows before an instant, a bounded number, so that nobody waits long for the write lock.</summary>
    public const string DropSome = """
        /* tollgate.usage.drop_some */
        delete from api_usage where (at, node, sequence) in (
            select at, node, sequence from api_usage where at < $before order by at, node, sequence limit 5000)
        """;
}
