using System.Globalization;
using System.Text.Json;
using Shouldly;
using Tollgate.Testing;
using Xunit;

namespace Tollgate.Server.Tests.Commands;

public sealed class UsageReportCommandTests : IDisposable
{
    private const string From = "2015-05-17";
    private const string To = "2015-05-22";

    private readonly TestFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private Cli Cli => new(_folder.DatabasePath);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Report_OfTheRealLog_EqualsABruteForceCount()
    {
        var path = RealData.PathOf("semicomplete-access.log");
        var lines = (await File.ReadAllLinesAsync(path, Cancel)).Select(line => line.Split(' ')).ToList();
        await Cli.JsonAsync("setup");
        await Cli.JsonAsync("usage", "import", path);

        var hours = await Cli.JsonAsync("usage", "report", "--per", "hour", "--from", From, "--to", To);
        var days = await Cli.JsonAsync("usage", "report", "--per", "day", "--from", From, "--to", To);
        var top = await Cli.JsonAsync("usage", "top", "--from", "2015-05-01", "--to", "2015-06-01", "--limit", "10000");
        var one = await Cli.JsonAsync("usage", "report", "--user", "ip_66.249.73.135", "--per", "day", "--by", "user", "--from", From, "--to", To);

        Rows(hours, "yyyy-MM-dd HH").ShouldBe(Counts(lines, words => Time(words).ToString("yyyy-MM-dd HH", CultureInfo.InvariantCulture)));
        Rows(days, "yyyy-MM-dd").ShouldBe(Counts(lines, words => Time(words).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));
        Rows(one, "yyyy-MM-dd").ShouldBe(Counts(lines.Where(w => w[0] == "66.249.73.135"), words => Time(words).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));
        top.GetProperty("subjects").EnumerateArray().Select(s => Row(s.GetProperty("subject").GetString()!, s.GetProperty("usage"))).Order(StringComparer.Ordinal)
            .ShouldBe(Counts(lines, words => $"ip_{words[0]}"));
        days.GetProperty("total").GetProperty("usage").GetProperty("requests").GetInt64().ShouldBe(lines.Count);
        days.GetProperty("unsummedHours").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task Report_AsCsv_IsRfc4180WithPlainNumbers()
    {
        await Cli.JsonAsync("setup");
        var log = string.Join('\n', Enumerable.Range(0, 1_200).Select(i => $"203.0.113.9 - - [17/May/2015:10:{i / 60:00}:{i % 60:00} +0000] \"GET /a HTTP/1.1\" 200 5"));
        await Cli.JsonAsync("usage", "import", _folder.Write("a.log", log));

        var csv = await Cli.RunAsync("usage", "report", "--by", "user", "--from", From, "--to", To, "--output", "csv");

        csv.ExitCode.ShouldBe(0);
        csv.Output.Split("\r\n").ShouldBe([
            "subject,user,requests,ok,failed,refused,units asked,units charged,bytes in,bytes out,p50 ms,p95 ms,p99 ms,addresses",
            "ip_203.0.113.9,,1200,1200,0,0,1200,0,0,6000,0.0,0.0,0.0,1", "",
        ]);
    }

    [Fact]
    public async Task Report_AsIs_SaysWhatIsMissing()
    {
        await Cli.JsonAsync("setup");
        await Cli.JsonAsync("usage", "import", _folder.Write("a.log", "203.0.113.9 - - [17/May/2015:10:05:03 +0000] \"GET /a HTTP/1.1\" 200 5"));

        var before = await Cli.JsonAsync("usage", "report", "--from", From, "--to", To, "--as-is");
        var after = await Cli.JsonAsync("usage", "report", "--from", From, "--to", To);

        (before.GetProperty("rows").GetArrayLength(), before.GetProperty("unsummedHours").GetInt32()).ShouldBe((0, 1));
        (after.GetProperty("rows").GetArrayLength(), after.GetProperty("unsummedHours").GetInt32()).ShouldBe((1, 0));
    }

    [Fact]
    public async Task Report_WrongInput_NamesEverythingThatIsWrong()
    {
        await Cli.JsonAsync("setup");

        var result = await Cli.RunAsync("usage", "report", "--user", "nobody", "--key", "key_99", "--limit", "0", "--from", To, "--to", From);

        result.ExitCode.ShouldBe(1);
        result.Error.ShouldContain("no user 'nobody'");
        result.Error.ShouldContain("no key 'key_99'");
        result.Error.ShouldContain("limit is 0; use 1 to 1000");
        result.Error.ShouldContain("let it begin before it ends");
        (await Cli.RunAsync("usage", "report", "--per", "week")).ExitCode.ShouldBe(2);
        (await Cli.RunAsync("usage", "top", "--by", "luck")).ExitCode.ShouldBe(2);
    }

    private static List<string> Counts(IEnumerable<string[]> lines, Func<string[], string> groupOf) =>
    [
        .. lines.GroupBy(groupOf).Select(g => string.Create(
            CultureInfo.InvariantCulture,
            $"{g.Key} {g.Count()} {g.Count(w => int.Parse(w[8], CultureInfo.InvariantCulture) >= 400)} {g.Sum(w => w[9] == "-" ? 0 : long.Parse(w[9], CultureInfo.InvariantCulture))}"))
            .Order(StringComparer.Ordinal),
    ];

    private static List<string> Rows(JsonElement report, string format) =>
    [
        .. report.GetProperty("rows").EnumerateArray()
            .Select(r => Row(r.GetProperty("start").GetDateTimeOffset().ToString(format, CultureInfo.InvariantCulture), r.GetProperty("usage"))).Order(StringComparer.Ordinal),
    ];

    private static string Row(string group, JsonElement usage) =>
        $"{group} {usage.GetProperty("requests").GetInt64()} {usage.GetProperty("failed").GetInt64()} {usage.GetProperty("bytesOut").GetInt64()}";

    private static DateTime Time(string[] words) => DateTime.ParseExact(words[3], "[dd/MMM/yyyy:HH:mm:ss", CultureInfo.InvariantCulture); // the log is in UTC
}
