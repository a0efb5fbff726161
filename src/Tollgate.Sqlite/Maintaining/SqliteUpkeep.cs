using System.Globalization;
using Tollgate.EntityFrameworkCore.Maintaining;
using Tollgate.Maintaining;
using Tollgate.Sqlite.Statements;

namespace Tollgate.Sqlite.Maintaining;

/// <summary>Keeps the query planner's statistics fresh, and says when the file has much room that nobody uses.</summary>
internal sealed class SqliteUpkeep(MaintenanceDatabase database) : IStorageUpkeep
{
    private const long MuchRoom = 64L << 20;

    public async Task<IReadOnlyList<string>> TendAsync(bool isDryRun, CancellationToken cancellationToken)
    {
        var advice = new List<string>();
        var proposals = await database.ReadAsync(UpkeepStatements.Proposals, reader => reader.GetString(0), cancellationToken);
        if (proposals.Count > 0)
        {
            advice.Add(string.Create(
                CultureInfo.InvariantCulture, $"{(isDryRun ? "Would refresh" : "Refreshed")} the planner's statistics: {proposals.Count} tables."));
        }

        if (!isDryRun)
        {
            await database.ExecuteAsync(UpkeepStatements.Optimize, cancellationToken);
        }

        var (size, free) = (await database.ReadAsync(UpkeepStatements.Size, reader => (reader.GetInt64(0), reader.GetInt64(1)), cancellationToken))[0];
        if (free > MuchRoom && free > size / 4)
        {
            advice.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{free >> 20:N0} of the file's {size >> 20:N0} MiB are free. New rows fill them first; to give them back, stop the nodes and run `sqlite3 FILE vacuum`."));
        }

        return advice;
    }
}
