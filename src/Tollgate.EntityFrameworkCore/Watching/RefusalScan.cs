using Microsoft.EntityFrameworkCore;
using Tollgate.EntityFrameworkCore.Statements;
using Tollgate.Watching;

namespace Tollgate.EntityFrameworkCore.Watching;

/// <summary>Counts refusals in <c>api_usage</c> by its key, which is the order of time.</summary>
internal sealed class RefusalScan(IDbContextFactory<TollgateDbContext> contexts, StatementDialect dialect) : IRefusalScan
{
    public async Task<IReadOnlyList<(string Subject, long Refused)>> CountAsync(
        DateTimeOffset from, DateTimeOffset until, long atLeast, int most, CancellationToken cancellationToken)
    {
        await using var session = await StatementSession.OpenAsync(contexts, cancellationToken);
        return await session.ReadAsync(
            WatchStatements.Refusals.Replace("{0}", dialect.IsNotShadow, StringComparison.Ordinal),
            row => (row.GetString(0), row.GetInt64(1)),
            cancellationToken,
            ("@from", from), ("@until", until), ("@at_least", atLeast), ("@most", (long)most));
    }
}
