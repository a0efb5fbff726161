namespace Tollgate.EntityFrameworkCore.Statements;

/// <summary>Statements on <c>rate_limit_cache</c> that both databases understand.</summary>
internal static class CacheStatements
{
    /// <summary>Stores a row: key, value, expiry.</summary>
    public const string Upsert = """
        -- tollgate: store cache row
        insert into rate_limit_cache (cache_key, value, expires_at) values ({0}, {1}, {2})
        on conflict (cache_key) do update set value = excluded.value, expires_at = excluded.expires_at
        """;

    /// <summary>Deletes the rows that expire first: how many.</summary>
    public const string Cull = """
        -- tollgate: cull cache
        delete from rate_limit_cache where cache_key in (
            select cache_key from rate_limit_cache order by expires_at, cache_key limit {0})
        """;

    /// <summary>Counts rows that expired before an instant.</summary>
    public const string CountExpired = "/* tollgate.cache.count_expired */ select count(*) from rate_limit_cache where expires_at < @before";

    /// <summary>Deletes some of them.</summary>
    public const string RemoveExpired = """
        /* tollgate.cache.remove_expired */
        delete from rate_limit_cache where cache_key in (
            select cache_key from rate_limit_cache where expires_at < @before order by expires_at, cache_key limit 500)
        """;
}
