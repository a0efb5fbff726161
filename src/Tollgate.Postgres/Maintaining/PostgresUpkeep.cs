using System.Globalization;
using Npgsql;
using Tollgate.Maintaining;
using Tollgate.Postgres.Statements;

namespace Tollgate.Postgres.Maintaining;

/// <summary>Advice from the server's own statistics; autovacuum does the work.</summary>
internal sealed class PostgresUpkeep(NpgsqlDataSource source) : IStorageUpkeep
{
    public async Task<IReadOnlyList<string>> TendAsync(bool isDryRun, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(UpkeepStatements.Tables);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var advice = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var (table, live, dead, changed, age) =
                (reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4));
            if (dead > Math.Max(10_000, live / 5))
            {
                advice.Add($"{table} has {Number(dead)} dead rows beside {Number(live)} live ones: run `vacuum (analyze) {table}`, and look with `tollgate doctor` for what holds autovacuum up.");
            }
            else if (changed > Math.Max(10_000, live / 5))
            {
                advice.Add($"{Number(changed)} rows of {table} changed since it was analysed: run `analyze {table}`.");
            }

            if (age > 1_000_000_000)
            {
                advice.Add($"{table} is {Number(age)} transactions old; at about 2,000,000,000 the server stops: run `vacuum (freeze) {table}`.");
            }
        }

        return advice;
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
