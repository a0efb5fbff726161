using System.Text.Json;
using Microsoft.Data.Sqlite;
using Shouldly;
using Tollgate.Server.Tests.Commands;
using Tollgate.Server.Tests.Processes;
using Xunit;

namespace Tollgate.Server.Tests.Recording;

/// <summary>Countries from the request, or the imported log, to the report, with the real executable.</summary>
public sealed class CountryTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private Dictionary<string, string> Settings => new() { ["Tollgate__Recording__CountryDatabase"] = _folder["country.mmdb"] };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Truncated")]
    [InlineData("None")]
    public async Task Requests_OfThreeCountries_AreReportedByCountryWhateverIsKeptOfTheAddress(string kept)
    {
        SaveCountries(DateTimeOffset.UnixEpoch);
        var cli = new Cli(_folder.DatabasePath);
        await cli.JsonAsync("setup");
        var key = (await cli.JsonAsync("users", "add", "ann", "--plan", "premium")).GetProperty("apiKey").GetString()!;
        var settings = new Dictionary<string, string>(Settings)
        {
            ["Tollgate__Identifying__TrustedProxies__0"] = "127.0.0.1", ["Tollgate__Recording__Addresses"] = kept,
        };
        await using (var node = await TollgateProcess.ServeAsync(_folder.DatabasePath, ["--demo-upstream"], settings, Cancel))
        {
            using var client = new HttpClient { BaseAddress = node.PublicUrl };
            client.DefaultRequestHeaders.Add("X-API-Key", key);
            foreach (var address in new[] { "8.8.8.8", "8.8.8.9", "2a00:1450:4009::1", "9.9.9.9", "192.168.1.1" })
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, "/weather");
                request.Headers.Add("X-Forwarded-For", address);
                using var response = await client.SendAsync(request, Cancel);
                ((int)response.StatusCode).ShouldBe(200, $"{await response.Content.ReadAsStringAsync(Cancel)}\n{node.Error}");
            }

            (await node.InterruptAsync(Cancel)).ShouldBe(0, node.Error);
        }

        var report = await cli.JsonAsync("usage", "report", "--by", "country");

        Countries(report).ShouldBe(["- 2", "IE 1", "US 2"]);
        (await AddressesAsync()).ShouldBe(kept == "None" ? [""] : ["192.168.1.0/24", "2a00:1450:4009::/48", "8.8.8.0/24", "9.9.9.0/24"]);
    }

    [Fact]
    public async Task Import_OfALog_HasCountriesAndDoctorTellsHowOldTheyAre()
    {
        SaveCountries(new DateTimeOffset(2020, 1, 2, 0, 0, 0, TimeSpan.Zero));
        var cli = new Cli(_folder.DatabasePath);
        await cli.JsonAsync("setup");
        var log = _folder.Write("a.log", """
            8.8.8.8 - - [17/May/2015:10:05:03 +0000] "GET /a HTTP/1.1" 200 17
            2a00:1450:4009::1 - - [17/May/2015:10:05:03 +0000] "GET /a HTTP/1.1" 200 17
            crawler.example - - [17/May/2015:10:05:03 +0000] "GET /a HTTP/1.1" 200 17
            """);

        (await RunAsync("usage", "import", log)).ExitCode.ShouldBe(0);
        var report = await cli.JsonAsync("usage", "report", "--by", "country", "--from", "2015-05-17", "--to", "2015-05-18");
        var doctor = JsonDocument.Parse((await RunAsync("doctor")).Output).RootElement;

        Countries(report).ShouldBe(["- 1", "IE 1", "US 1"]);
        var finding = doctor.GetProperty("findings").EnumerateArray().Single(f => f.GetProperty("name").GetString() == "country database");
        finding.GetProperty("severity").GetString().ShouldBe("warning");
        finding.GetProperty("detail").GetString()!.ShouldContain("Test-Country of 2020-01-02");
    }

    [Fact]
    public async Task Serve_WithoutTheConfiguredFile_DoesNotStartAndSaysWhy()
    {
        await new Cli(_folder.DatabasePath).JsonAsync("setup");

        var (exitCode, _, error) = await RunAsync("serve", "--demo-upstream", "--urls", "http://127.0.0.1:0", "--admin-urls", "http://127.0.0.1:0");

        exitCode.ShouldBe(1);
        error.ShouldContain(_folder["country.mmdb"]);
        error.ShouldContain("Tollgate:Recording:CountryDatabase");
        error.ShouldNotContain("   at ");
        var doctor = await RunAsync("doctor");
        doctor.ExitCode.ShouldBe(1);
        doctor.Output.ShouldContain("country database");
    }

    private void SaveCountries(DateTimeOffset builtAt) => new MmdbFile(6, "Test-Country", builtAt)
        .Add("8.8.8.0/24", MmdbRecord.GeoLite("US")).Add("2a00:1450::/32", MmdbRecord.GeoLite("IE")).Add("192.168.0.0/16", MmdbRecord.GeoLite("AU"))
        .Save(_folder["country.mmdb"]);

    private Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] words) =>
        TollgateProcess.RunAsync([.. words, "--database", _folder.DatabasePath, "--output", "json"], Cancel, Settings);

    private static IEnumerable<string> Countries(JsonElement report) => report.GetProperty("rows").EnumerateArray()
        .Select(r => $"{r.GetProperty("group").GetString() ?? "-"} {r.GetProperty("usage").GetProperty("requests").GetInt64()}").Order(StringComparer.Ordinal);

    private async Task<List<string>> AddressesAsync()
    {
        await using var connection = new SqliteConnection($"Data Source={_folder.DatabasePath};Pooling=false");
        await connection.OpenAsync(Cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = "select distinct coalesce(address, '') from api_usage order by 1";
        await using var reader = await command.ExecuteReaderAsync(Cancel);
        var rows = new List<string>();
        while (await reader.ReadAsync(Cancel))
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }
}
