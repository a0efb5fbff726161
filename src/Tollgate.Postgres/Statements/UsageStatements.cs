namespace Tollgate.Postgres.Statements;

/// <summary>Statements on recorded usage.</summary>
internal static class UsageStatements
{
    /// <summary>Run once per connection: nothing waits for ever, and the staging table is there.</summary>
    public const string Session = """
        /* tollgate.usage.session */
        set statement_timeout = '60s'; set lock_timeout = '2s'; set jit = off;
        create temporary table usage_staging (
            at bigint, node text, sequence bigint, subject text, user_id bigint, key_id bigint, plan text, endpoint text, method text,
            status integer, duration_us bigint, bytes_in bigint, bytes_out bigint, address text, cost bigint, charged bigint,
            outcome text, refusing_scope text, refusing_window text, is_shadow boolean, count bigint, country text
        ) on commit delete rows
        """;

    /// <summary>Columns of a row that is copied.</summary>
    public const short ColumnCount = 22;

    /// <summary>Takes rows in binary form; fails when one is there already.</summary>
    public const string Copy = $"copy api_usage ({Columns}) from stdin (format binary)";

    /// <summary>Takes rows in binary form into the staging table.</summary>
    public const string Stage = $"copy usage_staging ({Columns}) from stdin (format binary)";

    /// <summary>
    /// Stores what is staged. A row that is there already stays, unless the new one stands for more requests. Sorted, so that two nodes
    /// that replay the same rows never deadlock.
    /// </summary>
    public const string Add = $"""
        /* tollgate.usage.add */
        insert into api_usage as u ({Columns})
        select distinct on (at, node, sequence) {Columns} from usage_staging order by at, node, sequence, count desc
        on conflict (at, node, sequence) do update set
            count = excluded.count, duration_us = excluded.duration_us, bytes_in = excluded.bytes_in, bytes_out = excluded.bytes_out,
            cost = excluded.cost, charged = excluded.charged
        where excluded.count > u.count
        """;

    /// <summary>Keeps others from changing partitions until this transaction ends.</summary>
    public const string LockPartitions = "/* tollgate.usage.lock_partitions */ select pg_advisory_xact_lock(8390043843661231206)";

    /// <summary>
    /// Every table that is or was a partition: its name, whether it is attached, whether its detaching was interrupted, estimated rows, bytes.
    /// </summary>
    public const string Partitions = """
        /* tollgate.usage.partitions */
        select c.relname::text, i.inhrelid is not null, coalesce(i.inhdetachpending, false),
            greatest(c.reltuples, 0)::bigint, pg_total_relation_size(c.oid)
        from pg_class parent
        join pg_class c on c.relnamespace = parent.relnamespace and c.relkind = 'r' and c.relname ~ '^api_usage_[0-9]{8}$'
        left join pg_inherits i on i.inhrelid = c.oid and i.inhparent = parent.oid
        where parent.oid = 'api_usage'::regclass
        order by c.relname
        """;

    /// <summary>Changes of the schema wait this long at most: whoever waits for a lock makes everybody behind it wait too.</summary>
    public const string ShortLocks = "/* tollgate.usage.short_locks */ set lock_timeout = '500ms'";

    /// <summary>Back to the session's own patience.</summary>
    public const string NormalLocks = "/* tollgate.usage.normal_locks */ set lock_timeout = '2s'";

    private const string Columns =
        "at, node, sequence, subject, user_id, key_id, plan, endpoint, method, status, duration_us, bytes_in, bytes_out, address, cost, charged, "
        + "outcome, refusing_scope, refusing_window, is_shadow, count, country";

    /// <summary>
    /// Makes a partition's table. Attached afterwards, because "create table .. partition of" would lock the whole table. It only grows until it
    /// is dropped, and all of a day look alike: autovacuum and its statistics come when it has doubled instead of at each fifth and tenth.
    /// </summary>
    public static string CreatePartition(string name) => $"""
        /* tollgate.usage.create_partition */
        create table if not exists {name} (like api_usage including defaults including constraints including indexes)
        with (autovacuum_vacuum_insert_scale_factor = 1, autovacuum_analyze_scale_factor = 1)
        """;

    /// <summary>Attaches it; readers and writers of other partitions go on.</summary>
    public static string AttachPartition(string name, long from, long until) => FormattableString.Invariant(
        $"/* tollgate.usage.attach_partition */ alter table api_usage attach partition {name} for values from ({from}) to ({until})");

    /// <summary>Detaches a partition while others read and write; not inside a transaction.</summary>
    public static string DetachPartition(string name) => $"/* tollgate.usage.detach_partition */ alter table api_usage detach partition {name} concurrently";

    /// <summary>Ends a detaching that was interrupted.</summary>
    public static string FinalizeDetach(string name) => $"/* tollgate.usage.finalize_detach */ alter table api_usage detach partition {name} finalize";

    /// <summary>Drops a detached partition.</summary>
    public static string DropPartition(string name) => $"/* tollgate.usage.drop_partition */ drop table {name}";

    /// <summary>Counts the rows of a partition.</summary>
    public static string CountPartition(string name) => $"/* tollgate.usage.count_partition */ select count(*) from {name}";
}
