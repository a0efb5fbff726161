namespace Tollgate.Postgres.Statements;

/// <summary>What advice about storage rests on.</summary>
internal static class UpkeepStatements
{
    /// <summary>Tables of the schema: name, live rows, dead rows, rows changed since analysed, age in transactions.</summary>
    public const string Tables = """
        /* tollgate.upkeep.tables */
        select s.relname::text, s.n_live_tup, s.n_dead_tup, s.n_mod_since_analyze, age(c.relfrozenxid)::bigint
        from pg_stat_user_tables s
        join pg_class c on c.oid = s.relid
        where s.schemaname = current_schema() and c.relkind = 'r'
        order by s.relname
        """;
}
