using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Tollgate.EntityFrameworkCore;
using Tollgate.Sqlite.Hosting;
using Tollgate.Sqlite.Statements;

namespace Tollgate.Sqlite.Administering;

/// <summary>What is done before a SQLite database is migrated: the file, the write-ahead log, a lock that nobody holds.</summary>
internal sealed class SqliteMigration(SqliteDatabase database, TimeProvider clock, ILogger<SqliteMigration> logger)
{
    private const int ReadOnly = 8;
    private static readonly TimeSpan LockIsStaleAfter = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Whether a failure is over in a moment: while another process turns the write-ahead log on, or closes the file as the last one, writing is
    /// refused for an instant (SQLITE_READONLY), which the driver, unlike a busy database, does not wait out.
    /// </summary>
    public static bool Passes(DbException exception) => exception is SqliteException { SqliteErrorCode: ReadOnly };

    public async Task PrepareAsync(TollgateDbContext context, CancellationToken cancellationToken)
    {
        database.CreateFile();
        await context.Database.ExecuteSqlRawAsync(SchemaStatements.UseWriteAheadLog, cancellationToken);
        if ((await context.Database.SqlQueryRaw<long>(SchemaStatements.HasMigrationLock).ToListAsync(cancellationToken))[0] == 0)
        {
            return;
        }

        var staleBefore = (clock.GetUtcNow() - LockIsStaleAfter).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        if (await context.Database.ExecuteSqlRawAsync(SchemaStatements.DeleteStaleMigrationLock, [staleBefore], cancellationToken) > 0)
        {
            Log.StaleMigrationLockRemoved(logger);
        }
    }
}
