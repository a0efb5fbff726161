using System.Globalization;
using System.IO.Compression;
using Microsoft.Data.Sqlite;
using Shouldly;
using Tollgate.Server.Tests.Commands;
using Tollgate.Testing;
using Xunit;

namespace Tollgate.Server.Tests.Replay;

public sealed class UsageImportTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private Cli Cli => new(_folder.DatabasePath);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Import_TheRealLogThreeTimes_EqualsABruteForceCount()
    {
        var path = RealData.PathOf("semicomplete-access.log");
        var lines = await File.ReadAllLinesAsync(path, Cancel);
        await Cli.JsonAsync("setup");

        var first = await Cli.JsonAsync("usage", "import", path, "--by", "ip");
        var second = await Cli.JsonAsync("usage", "import", path);
        var packed = await Cli.JsonAsync("usage", "import", await PackAsync(path));

        (Number(first, "entries"), Number(first, "imported"), Number(first, "alreadyThere"), Number(first, "malformed")).ShouldBe((lines.Length, lines.Length, 0, 0));
        (Number(second, "imported"), Number(second, "alreadyThere")).ShouldBe((0, lines.Length));
        Number(packed, "imported").ShouldBe(0);
        var expected = lines.Select(line => line.Split(' '))
            .GroupBy(words => $"ip_{words[0]} {Day(words[3])} {words[8]}")
            .Select(g => $"{g.Key} {g.Count()} {g.Sum(words => words[9] == "-" ? 0 : long.Parse(words[9], CultureInfo.InvariantCulture))}");
        var stored = await RowsAsync("""
            select subject || ' ' || strftime('%d', at / 1000, 'unixepoch') || ' ' || status || ' ' || sum(count) || ' ' || sum(bytes_out)
            from api_usage group by subject, strftime('%d', at / 1000, 'unixepoch'), status
            """);
        stored.Order(StringComparer.Ordinal).ShouldBe(expected.Order(StringComparer.Ordinal));
        (await RowsAsync("select distinct endpoint || ' ' || outcome || ' ' || charged from api_usage")).ShouldBe(["(unmatched) admitted 0"]);
    }

    [Fact]
    public async Task Import_LinesThatAreNone_CountsAndNamesThem()
    {
        await Cli.JsonAsync("setup");
        var path = _folder.Write("odd.log", """
            203.0.113.9 - - [17/May/2015:10:05:03 +0000] "GET /a?b=1 HTTP/1.1" 200 17
            nonsense
            crawler.example - - [17/May/2015:10:05:03 +0000] "\x16\x03\x01" 400 -
            """);

        var result = await Cli.RunAsync("usage", "import", path, "--output", "json");

        result.ExitCode.ShouldBe(0);
        (Number(result.Json, "imported"), Number(result.Json, "malformed")).ShouldBe((2, 1));
        result.Error.ShouldContain("line 2");
        (await RowsAsync("select subject || ' ' || method || ' ' || status || ' ' || coalesce(address, '-') || ' ' || sequence from api_usage order by sequence"))
            .ShouldBe(["ip_203.0.113.9 GET 200 203.0.113.0/24 1", "ip_crawler.example (other) 400 - 3"]);
    }

    [Fact]
    public async Task Import_LogThatGrewAndWasRotated_AddsOnlyWhatIsNew()
    {
        static string Line(int second, string rest = "200 17") => $"203.0.113.9 - - [17/May/2015:10:05:{second:00} +0000] \"GET /a HTTP/1.1\" {rest}\n";
        await Cli.JsonAsync("setup");
        var path = _folder.Write("access.log", Line(1) + Line(2) + Line(3)[..50]); // cut off where the server's buffer ended

        var young = await Cli.RunAsync("usage", "import", path, "--output", "json");
        await File.WriteAllTextAsync(path, Line(1) + Line(2) + Line(3) + Line(3), Cancel);
        var grown = await Cli.JsonAsync("usage", "import", path);
        File.Move(path, _folder["access.log.1"]);
        var rotated = await Cli.JsonAsync("usage", "import", await PackAsync(_folder["access.log.1"]));
        var next = await Cli.JsonAsync("usage", "import", _folder.Write("access.log", Line(4) + Line(5)));

        (Number(young.Json, "imported"), Number(young.Json, "malformed")).ShouldBe((2, 1));
        (Number(grown, "imported"), Number(grown, "alreadyThere")).ShouldBe((2, 2));
        (Number(rotated, "imported"), Number(rotated, "alreadyThere")).ShouldBe((0, 4));
        Number(next, "imported").ShouldBe(2);
        (await RowsAsync("select count(*) || ' ' || count(distinct node) from api_usage")).ShouldBe(["6 2"]);
    }

    [Fact]
    public async Task Import_EntriesPastTheirRetention_SaysThatTheDailyJobRemovesThem()
    {
        static string Line(DateTimeOffset at) =>
            string.Create(CultureInfo.InvariantCulture, $"203.0.113.9 - - [{at:dd/MMM/yyyy:HH:mm:ss} +0000] \"GET /a HTTP/1.1\" 200 17\n");
        var now = TimeProvider.System.GetUtcNow();
        await Cli.JsonAsync("setup");

        var old = await Cli.RunAsync("usage", "import", _folder.Write("old.log", Line(now.AddDays(-36)) + Line(now.AddDays(-34))));
        var recent = await Cli.JsonAsync("usage", "import", _folder.Write("recent.log", Line(now.AddDays(-34))));

        old.Output.ShouldContain("1 entries are older than 35 days (Tollgate:Maintaining:UsageEvents)");
        Number(recent, "pastRetention").ShouldBe(0);
    }

    [Fact]
    public async Task Import_EmptyLog_ImportsNothing()
    {
        await Cli.JsonAsync("setup");

        Number(await Cli.JsonAsync("usage", "import", _folder.Write("empty.log", "")), "imported").ShouldBe(0);
    }

    [Fact]
    public async Task Import_NoFile_SaysWhatToDo()
    {
        await Cli.JsonAsync("setup");

        var result = await Cli.RunAsync("usage", "import", _folder["missing.log"]);

        result.ExitCode.ShouldBe(1);
        result.Error.ShouldContain("missing.log");
    }

    private static string Day(string bracketed) => bracketed[1..3];

    private static long Number(System.Text.Json.JsonElement answer, string name) => answer.GetProperty(name).GetInt64();

    private async Task<string> PackAsync(string path)
    {
        var packed = _folder["packed.log.gz"];
        await using var to = new GZipStream(File.Create(packed), CompressionLevel.Fastest);
        await using var from = File.OpenRead(path);
        await from.CopyToAsync(to, Cancel);
        return packed;
    }

    private async Task<List<string>> RowsAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={_folder.DatabasePath};Pooling=false");
        await connection.OpenAsync(Cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync(Cancel);
        var rows = new List<string>();
        while (await reader.ReadAsync(Cancel))
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }
}
