using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Shouldly;
using Tollgate.Administering;
using Tollgate.Aggregating;
using Tollgate.EntityFrameworkCore.Statements;
using Tollgate.Sqlite.Aggregating;
using Tollgate.Sqlite.Statements;
using Tollgate.Testing.Hosting;
using Xunit;
using WatchStatements = Tollgate.EntityFrameworkCore.Statements.WatchStatements;

namespace Tollgate.Sqlite.Tests.Aggregating;

/// <summary>Every statement on recorded usage and its sums goes by an index, and no index is there that nothing goes by.</summary>
public sealed partial class UsageIndexTests : IDisposable
{
    private const string Tables = "api_usage|usage_summaries|usage_daily|usage_totals|usage_subjects";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tollgate-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Statements_OnUsageAndSums_GoByTheirIndexesAndLeaveNoneUnused()
    {
        using var connection = await OpenAsync();
        var (scans, used) = (new List<string>(), new HashSet<string>());
        foreach (var text in Statements())
        {
            foreach (var step in Plan(connection, text))
            {
                if (Scan().IsMatch(step))
                {
                    scans.Add($"{step}: {text}");
                }

                used.UnionWith(Index().Matches(step).Select(m => m.Groups[1].Value));
            }
        }

        scans.ShouldBeEmpty();
        var indexes = Rows(connection, $"select name from sqlite_master where type = 'index' and name like 'ix%' and '|{Tables}|' like '%|' || tbl_name || '|%'");
        indexes.ShouldNotBeEmpty();
        indexes.Except(used).ShouldBeEmpty();
    }

    private async Task<SqliteConnection> OpenAsync()
    {
        var path = Path.Combine(_folder.FullName, "tollgate.db");
        await using (var node = TestNode.Create(b => Microsoft.Extensions.DependencyInjection.SqliteTollgateBuilderExtensions.UseSqlite(b, path)))
        {
            await node.Get<SetUp>().RunAsync(null, Token);
        }

        var connection = new SqliteConnection($"Data Source={path};Pooling=false");
        connection.Open();
        SummaryFunctions.Register(connection);
        Run(connection, SummaryStatements.Session);
        return connection;
    }

    /// <summary>All statements, those that are put together in each way.</summary>
    private static IEnumerable<string> Statements()
    {
        Type[] classes = [typeof(SummaryStatements), typeof(HistoryStatements), typeof(UsageStatements)];
        var constant = classes.SelectMany(c => c.GetFields(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Select(f => f.GetValue(null)).OfType<string>().Where(text => !text.Contains("session", StringComparison.Ordinal));
        bool[] both = [false, true];
        return
        [
            .. constant,
            .. from isHourly in both from isByKey in both from isAmong in both select SummaryStatements.RankParts(isHourly, isByKey, isAmong),
            .. from measure in new[] { "requests", "refused", "charged" } from grain in new[] { "day", "month" } select SummaryStatements.RankOne(grain, measure),
            .. from measure in new[] { "requests", "refused", "charged" } select SummaryStatements.RankDays(measure),
            .. from grain in Enum.GetValues<SummaryGrain>() from t in SummaryRetention.TablesOf(grain) select SummaryStatements.CountBefore(t.Table, t.Condition),
            .. from grain in Enum.GetValues<SummaryGrain>() from t in SummaryRetention.TablesOf(grain)
               select SummaryStatements.DropSome(t.Table, t.Table == "usage_totals" ? "grain, start, endpoint, plan, country" : t.Table == "usage_subjects" ? "grain, start, subject" : "start, subject, key_id, endpoint, plan, country", t.Condition),
            DriftStatements.Sum.Replace("{0}", DriftStatements.Asked.Replace("{0}", "0", StringComparison.Ordinal), StringComparison.Ordinal),
            DriftStatements.Plans,
            WatchStatements.Refusals.Replace("{0}", Tollgate.Sqlite.Statements.WatchStatements.Dialect.IsNotShadow, StringComparison.Ordinal),
            WatchStatements.BusySubjects,
            WatchStatements.RequestsOfSubjects.Replace("{0}", "@a, @b", StringComparison.Ordinal),
        ];
    }

    private static IEnumerable<string> Plan(SqliteConnection connection, string text) => text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .SelectMany(statement => Rows(connection, $"explain query plan {statement}", column: 3));

    private static List<string> Rows(SqliteConnection connection, string text, int column = 0)
    {
        using var command = connection.CreateCommand();
        command.CommandText = text;
        foreach (var name in Parameter().Matches(text).Select(m => m.Value).Distinct())
        {
            command.Parameters.AddWithValue(name, DBNull.Value);
        }

        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(reader.GetString(column));
        }

        return rows;
    }

    private static void Run(SqliteConnection connection, string text)
    {
        using var command = connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }

    [GeneratedRegex($"^SCAN ({Tables}|u|s)( |$)")]
    private static partial Regex Scan();

    [GeneratedRegex("INDEX (ix_[a-z_]+)")]
    private static partial Regex Index();

    [GeneratedRegex("[$@][a-z_0-9]+")]
    private static partial Regex Parameter();
}
