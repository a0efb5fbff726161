namespace Tollgate.Postgres.Migrations;

/// <summary>How the cache table is stored. Never edit a text once a migration that runs it has landed.</summary>
internal static class CacheStorage
{
    /// <summary>A cache may be lost in a crash; without the log a write costs no flush.</summary>
    public const string Unlogged = "alter table rate_limit_cache set unlogged;";
}
