namespace Tollgate.EntityFrameworkCore.Statements;

/// <summary>Where the databases differ in the statements of alerts and notifications.</summary>
/// <param name="Now">A statement that gives the database's time in Unix milliseconds; null where the node's clock is the database's.</param>
/// <param name="SkipLocked">What lets a claim pass over rows that another session is claiming; empty where one session writes at a time.</param>
/// <param name="RowLock">What locks a row that is read until the transaction ends; empty where one session writes at a time.</param>
/// <param name="IsNotShadow">The condition on <c>api_usage</c> for refusals that were not only noted.</param>
internal sealed record StatementDialect(string? Now, string SkipLocked, string RowLock, string IsNotShadow)
{
    /// <summary>The database's time.</summary>
    public async Task<DateTimeOffset> NowAsync(StatementSession session, TimeProvider time, CancellationToken cancellationToken) => Now is null
        ? DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds())
        : DateTimeOffset.FromUnixTimeMilliseconds(await session.NumberAsync(Now, cancellationToken) ?? 0);
}
