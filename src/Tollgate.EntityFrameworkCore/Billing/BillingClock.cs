using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Tollgate.EntityFrameworkCore.Statements;

namespace Tollgate.EntityFrameworkCore.Billing;

/// <summary>The database's clock, inside or outside a transaction, and instants as parameters of plain statements.</summary>
internal sealed class BillingClock(StatementDialect dialect, TimeProvider time)
{
    /// <summary>The database's time, in whole milliseconds.</summary>
    public async Task<DateTimeOffset> NowAsync(TollgateDbContext context, CancellationToken cancellationToken)
    {
        if (dialect.Now is null)
        {
            return DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        }

        await context.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            await using DbCommand command = context.Database.GetDbConnection().CreateCommand();
            command.CommandText = dialect.Now;
            command.Transaction = context.Database.CurrentTransaction?.GetDbTransaction();
            return DateTimeOffset.FromUnixTimeMilliseconds(Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture));
        }
        finally
        {
            await context.Database.CloseConnectionAsync();
        }
    }

    /// <summary>An instant as the column stores it.</summary>
    public object Parameter(DateTimeOffset instant) => dialect.Now is null
        ? instant.ToUnixTimeMilliseconds()
        : DateTimeOffset.FromUnixTimeMilliseconds(instant.ToUnixTimeMilliseconds());
}
