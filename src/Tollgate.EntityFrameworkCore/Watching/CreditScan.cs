using Microsoft.EntityFrameworkCore;
using Tollgate.EntityFrameworkCore.Statements;
using Tollgate.Watching;

namespace Tollgate.EntityFrameworkCore.Watching;

/// <summary>Compares all grants with the ledger's count in one statement.</summary>
internal sealed class CreditScan(IDbContextFactory<TollgateDbContext> contexts) : ICreditScan
{
    public async Task<IReadOnlyList<LowCredits>> FindLowAsync(long units, int percent, int most, CancellationToken cancellationToken)
    {
        await using var session = await StatementSession.OpenAsync(contexts, cancellationToken);
        return await session.ReadAsync(
            CreditStatements.Low,
            row => new LowCredits(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)),
            cancellationToken,
            ("@units", units), ("@percent", percent), ("@most", (long)most));
    }
}
