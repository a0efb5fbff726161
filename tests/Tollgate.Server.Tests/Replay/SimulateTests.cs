using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Shouldly;
using Tollgate.Server.Tests.Commands;
using Tollgate.Testing;
using Xunit;

namespace Tollgate.Server.Tests.Replay;

public sealed partial class SimulateTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private Cli Cli => new(_folder.DatabasePath);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("minute=20,hour=100")]
    [InlineData("minute=5")]
    [InlineData("minute=10,day=30,month=60")]
    [InlineData("hour=10,day=10")]
    [InlineData("hour=0")]
    [InlineData("day=unlimited,month=1")]
    public async Task Simulate_TheRealLog_EqualsBruteForce(string limits)
    {
        var path = RealData.PathOf("semicomplete-access.log");
        var expected = await CountAsync(path, limits);

        var result = await Cli.JsonAsync("simulate", "--log", path, "--limits", limits, "--by", "ip");

        Number(result, "requests").ShouldBe(10_000);
        Number(result, "admitted").ShouldBe(expected.Admitted);
        Number(result, "denied").ShouldBe(expected.Denied);
        Number(result, "denied_subjects").ShouldBe(expected.Subjects);
        Number(result, "malformed").ShouldBe(0);
        result.GetProperty("denied_by_window").EnumerateObject().Sum(w => w.Value.GetInt64()).ShouldBe(expected.Denied);
    }

    [Fact]
    public async Task Simulate_BadLines_AreCountedAndNamedNotLost()
    {
        var log = _folder.Write("a.log", """
            1.2.3.4 - - [17/May/2015:10:05:03 +0000] "GET /a HTTP/1.1" 200 1
            rubbish
            1.2.3.4 - - [17/May/2015:10:05:04 +0000] "GET /a HTTP/1.1" 200 1

            1.2.3.4 - - [17/May/2015:12:05:59 +0200] "GET /a HTTP/1.1" 200 1
            """);

        var result = await Cli.RunAsync("simulate", "--log", log, "--limits", "minute=2", "--output", "json");

        result.ExitCode.ShouldBe(0);
        result.Json.EnumerateObject().Select(p => p.Name).ShouldBe(["requests", "admitted", "denied", "denied_subjects", "denied_by_window", "malformed"]);
        (Number(result.Json, "requests"), Number(result.Json, "admitted"), Number(result.Json, "denied"), Number(result.Json, "malformed")).ShouldBe((3, 2, 1, 1));
        result.Json.GetProperty("denied_by_window").GetProperty("minute").GetInt64().ShouldBe(1);
        result.Error.ShouldContain("line 2 is not a log entry");
    }

    [Fact]
    public async Task Simulate_PlanOfAFile_ChargesItsGroups()
    {
        var plans = _folder.Write("plans.yaml", "plans: [{ name: p, limits: { day: 100 }, scopes: [{ name: s, routes: ['GET /search'], cost: 10, limits: { hour: 20 } }] }]");
        var line = "1.2.3.4 - - [17/May/2015:10:05:03 +0000] \"GET {0} HTTP/1.1\" 200 1\n";
        var log = _folder.Write("a.log", string.Concat(Enumerable.Repeat(string.Format(CultureInfo.InvariantCulture, line, "/search?q=1"), 5)
            .Concat(Enumerable.Repeat(string.Format(CultureInfo.InvariantCulture, line, "/other"), 81))));

        var result = await Cli.JsonAsync("simulate", "--log", log, "--plan", "p", "--plans", plans);

        // Two searches fit into the hour (20 units), then 80 others into what is left of the day.
        (Number(result, "admitted"), Number(result, "denied")).ShouldBe((82, 4));
        result.GetProperty("denied_by_window").GetProperty("hour").GetInt64().ShouldBe(3);
        result.GetProperty("denied_by_window").GetProperty("day").GetInt64().ShouldBe(1);
    }

    [Fact]
    public async Task Simulate_PlanOfTheDatabase_IsUsed()
    {
        (await Cli.RunAsync("setup")).ExitCode.ShouldBe(0);
        var log = _folder.Write("a.log", string.Concat(Enumerable.Repeat("1.2.3.4 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 1\n", 25)));

        Number(await Cli.JsonAsync("simulate", "--log", log, "--plan", "free"), "admitted").ShouldBe(20);
    }

    [Fact]
    public async Task Simulate_NoSuchFileOrPlan_Fails()
    {
        (await Cli.RunAsync("simulate", "--log", _folder["none.log"], "--limits", "minute=1")).Error.ShouldContain("none.log");
        var plans = _folder.Write("plans.yaml", "plans: [{ name: p }]");
        var result = await Cli.RunAsync("simulate", "--log", _folder["none.log"], "--plan", "q", "--plans", plans);
        result.ExitCode.ShouldBe(1);
        result.Error.ShouldContain("has no plan 'q'; it has p");
    }

    /// <summary>The obvious count: per address and window instance, in the order of the file; written without any of the code under test.</summary>
    private static async Task<(long Admitted, long Denied, long Subjects)> CountAsync(string path, string limits)
    {
        var rules = limits.Split(',').Select(l => l.Split('='))
            .Select(l => (Window: l[0], Limit: l[1] == "unlimited" ? long.MaxValue : long.Parse(l[1], CultureInfo.InvariantCulture))).ToList();
        var used = new Dictionary<(string, string), long>();
        var refused = new HashSet<string>();
        var (admitted, denied) = (0L, 0L);
        await foreach (var line in File.ReadLinesAsync(path, TestContext.Current.CancellationToken))
        {
            var address = line[..line.IndexOf(' ', StringComparison.Ordinal)];
            var text = Time().Match(line).Groups[1].Value;
            var time = DateTime.ParseExact(text, "dd/MMM/yyyy:HH:mm:ss", CultureInfo.InvariantCulture);
            var keys = rules.Select(r => (Key: (address, r.Window + Instance(time, r.Window)), r.Limit)).ToList();
            if (keys.TrueForAll(k => used.GetValueOrDefault(k.Key) < k.Limit))
            {
                keys.ForEach(k => used[k.Key] = used.GetValueOrDefault(k.Key) + 1);
                admitted++;
            }
            else
            {
                refused.Add(address);
                denied++;
            }
        }

        return (admitted, denied, refused.Count);
    }

    private static string Instance(DateTime time, string window) => time.ToString(
        window switch { "minute" => "yyyyMMddHHmm", "hour" => "yyyyMMddHH", "day" => "yyyyMMdd", _ => "yyyyMM" }, CultureInfo.InvariantCulture);

    private static long Number(JsonElement result, string name) => result.GetProperty(name).GetInt64();

    [GeneratedRegex(@"\[([^ ]+) \+0000\]")]
    private static partial Regex Time();
}
