using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Shouldly;
using Tollgate.Server.Admin;
using Tollgate.Server.Databases;
using Tollgate.Server.Tests.Gateway;
using Xunit;

namespace Tollgate.Server.Tests.Admin;

public sealed class AdminApiTests
{
    private const string Token = "a-token-of-the-settings";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null)]
    [InlineData("Basic YTpi")]
    [InlineData("Bearer")]
    [InlineData("Bearer wrong-token-of-somebody")]
    public async Task Request_WithoutTheToken_Is401AndSaysWhatToSend(string? authorization)
    {
        await using var gateway = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/usage/report");
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        using var response = await gateway.Admin.SendAsync(request, Cancel);

        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        response.Headers.WwwAuthenticate.Single().Scheme.ShouldBe("Bearer");
        (await response.Content.ReadAsStringAsync(Cancel)).ShouldContain("Tollgate:Server:AdminToken");
    }

    [Fact]
    public async Task Request_OnThePublicListener_IsNeverTheAdminApi()
    {
        await using var gateway = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/usage/report");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);

        using var response = await gateway.Public.SendAsync(request, Cancel);

        (await response.Content.ReadAsStringAsync(Cancel)).ShouldNotContain("unsummedHours");
    }

    [Fact]
    public async Task Credits_PostedTwiceForOneThing_AreGrantedOnceAndListed()
    {
        await using var gateway = await StartAsync();
        var path = $"/api/users/{Uri.EscapeDataString(TestGateway.UserName)}/credits";

        (await PostAsync(gateway, path, """{"units": 1000, "reference": "order 7", "expiresAt": "2999-01-31T00:00:00Z"}""")).ShouldBe(HttpStatusCode.Created);
        (await PostAsync(gateway, path, """{"units": 1000, "reference": "order 7"}""")).ShouldBe(HttpStatusCode.OK);
        (await PostAsync(gateway, path, """{"units": 0}""")).ShouldBe(HttpStatusCode.BadRequest);
        (await PostAsync(gateway, path, """{"units": 1, "expires": "soon"}""")).ShouldBe(HttpStatusCode.BadRequest);
        (await PostAsync(gateway, path, "[]")).ShouldBe(HttpStatusCode.BadRequest);

        var credits = await GetAsync(gateway, path);
        (credits.GetProperty("granted").GetInt64(), credits.GetProperty("left").GetInt64()).ShouldBe((1000, 1000));
        credits.GetProperty("grants")[0].GetProperty("grant").GetProperty("grantedBy").GetString().ShouldBe("admin API");
    }

    private static async Task<HttpStatusCode> PostAsync(TestGateway gateway, string path, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        using var response = await gateway.Admin.SendAsync(request, Cancel);
        return response.StatusCode;
    }

    [Fact]
    public async Task Usage_AfterRequests_ReportsRanksAndForecasts()
    {
        await using var gateway = await StartAsync();
        for (var i = 0; i < 7; i++)
        {
            (await gateway.GetAsync("/paths/expensive/a", Cancel)).Dispose();
        }

        var report = await UntilSummedAsync(gateway, 7);

        var rows = report.GetProperty("rows");
        rows.GetArrayLength().ShouldBe(1);
        rows[0].GetProperty("user").GetString().ShouldBe(TestGateway.UserName);
        (rows[0].GetProperty("usage").GetProperty("succeeded").GetInt64(), rows[0].GetProperty("usage").GetProperty("refused").GetInt64()).ShouldBe((5, 2));
        rows[0].GetProperty("p50Ms").GetDouble().ShouldBeGreaterThan(0);
        var top = await GetAsync(gateway, "/api/usage/top?by=refused&limit=3");
        top.GetProperty("subjects")[0].GetProperty("usage").GetProperty("refused").GetInt64().ShouldBe(2);
        var forecast = await GetAsync(gateway, $"/api/usage/forecast/{Uri.EscapeDataString(TestGateway.UserName)}");
        forecast.GetProperty("windows")[0].GetProperty("state").GetProperty("used").GetInt64().ShouldBeGreaterThanOrEqualTo(5);
    }

    [Fact]
    public async Task Reconciliation_OfServedRequests_AgreesUntilSomebodyAddsOne()
    {
        await using var gateway = await StartAsync();
        for (var i = 0; i < 7; i++)
        {
            (await gateway.GetAsync(i < 3 ? "/paths/expensive/a" : "/paths/a", Cancel)).Dispose();
        }

        var path = $"/api/usage/reconciliation?user={Uri.EscapeDataString(TestGateway.UserName)}";
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        JsonElement found;
        while ((found = await GetAsync(gateway, path)).GetProperty("drifts").EnumerateArray().Any(d => d.GetProperty("verdict").GetString() != "agrees") || found.GetProperty("compared").GetInt32() < 2)
        {
            await Task.Delay(50, patience.Token); // events that are on their way, units on lease
        }

        found.GetProperty("drifts").EnumerateArray().Select(d => (d.GetProperty("scope").GetString(), d.GetProperty("recorded").GetInt64()))
            .ShouldBe([("*", 7), ("expensive", 3)], ignoreOrder: true);
        (await gateway.Cli.RunAsync("usage", "reconcile")).ExitCode.ShouldBe(0);

        await using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={gateway.DatabasePath}"))
        {
            await connection.OpenAsync(Cancel);
            await using var command = connection.CreateCommand();
            command.CommandText = "update rate_limit_ledger set used_3 = used_3 - 2 where scope = '*'";
            await command.ExecuteNonQueryAsync(Cancel);
        }

        var csv = await gateway.Cli.RunAsync("usage", "reconcile", "--window", "day", "--output", "csv");
        csv.ExitCode.ShouldBe(1);
        csv.Output.Split("\r\n")[1].ShouldEndWith(",5,7,-2,overrecorded,");
        (await GetAsync(gateway, "/api/usage/reconciliation?limit=1")).GetProperty("isProblem").GetBoolean().ShouldBeTrue();
        var wrong = await gateway.Cli.RunAsync("usage", "reconcile", "nobody", "--window", "hour", "--limit", "0");
        wrong.ExitCode.ShouldBe(1);
        wrong.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(3);
    }

    [Fact]
    public async Task Usage_WrongParameters_Is400AndNamesEach()
    {
        await using var gateway = await StartAsync();

        using var response = await SendAsync(gateway, "/api/usage/report?by=luck&from=yesterday&limit=-1&colour=red");

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var errors = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancel)).RootElement.GetProperty("errors");
        errors.EnumerateObject().Select(e => e.Name).Order(StringComparer.Ordinal).ShouldBe(["by", "colour", "from", "limit"]);
        errors.GetProperty("by")[0].GetString()!.ShouldContain("use none, user, key, endpoint, plan, country");
    }

    [Fact]
    public async Task SpendCap_SetShownAndRemoved_FollowsEachStep()
    {
        await using var gateway = await StartAsync();
        var path = new Uri($"/api/users/{Uri.EscapeDataString(TestGateway.UserName)}/spend-cap", UriKind.Relative);
        gateway.Admin.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);

        (await gateway.Admin.GetAsync(path, Cancel)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await gateway.Admin.PutAsync(path, JsonContent(new { amount = 2500, currency = "EUR" }), Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await gateway.Admin.GetStringAsync(path, Cancel)).ShouldContain("\"amount\":2500,\"currency\":\"eur\"");
        (await gateway.Admin.PutAsync(path, JsonContent(new { amount = -1, currency = "x" }), Cancel)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await gateway.Admin.DeleteAsync(path, Cancel)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await gateway.Admin.GetAsync(path, Cancel)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Preview_OfAChangeOfPlan_ShowsEachPolicy()
    {
        await using var gateway = await StartAsync();

        var preview = await GetAsync(gateway, $"/api/plans/preview?user={Uri.EscapeDataString(TestGateway.UserName)}&plan=premium&quantity=2");

        preview.GetProperty("after").GetProperty("plan").GetString().ShouldBe("premium");
        preview.GetProperty("policies").EnumerateArray().Select(p => p.GetProperty("policy").GetString()).ShouldBe(["keep", "proportional", "additive", "reset"]);
        using var response = await SendAsync(gateway, "/api/plans/preview?quantity=many");
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var errors = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancel)).RootElement.GetProperty("errors");
        errors.EnumerateObject().Select(e => e.Name).Order(StringComparer.Ordinal).ShouldBe(["plan", "quantity", "user"]);
    }

    private static StringContent JsonContent(object body) => new(JsonSerializer.Serialize(body), System.Text.Encoding.UTF8, "application/json");

    [Fact]
    public void Load_NoTokenConfigured_MakesOneForItsOwnerAndKeepsIt()
    {
        using var folder = new TestFolder();
        var database = DatabaseTarget.Parse(folder.DatabasePath);

        var first = AdminToken.Load("", database);
        var text = File.ReadAllText(folder["admin-token"]).Trim();
        var second = AdminToken.Load("", database);

        text.Length.ShouldBeGreaterThanOrEqualTo(AdminToken.MinLength);
        first.Matches(text).ShouldBeTrue();
        second.Matches(text).ShouldBeTrue();
        second.Matches(text + "x").ShouldBeFalse();
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(folder["admin-token"]).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    private static Task<TestGateway> StartAsync() => TestGateway.StartAsync(
        Cancel, settings: [("Tollgate:Server:AdminToken", Token), ("Tollgate:Recording:FlushInterval", "00:00:00.100")]);

    /// <summary>Usage is stored and summed in the background; a command sums at once what is stored.</summary>
    private static async Task<JsonElement> UntilSummedAsync(TestGateway gateway, long requests)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (true)
        {
            await gateway.Cli.JsonAsync("maintenance", "hourly");
            var report = await GetAsync(gateway, "/api/usage/report?by=user&per=day");
            if (report.GetProperty("total").GetProperty("usage").GetProperty("requests").GetInt64() == requests)
            {
                return report;
            }

            await Task.Delay(50, patience.Token);
        }
    }

    private static async Task<JsonElement> GetAsync(TestGateway gateway, string path)
    {
        using var response = await SendAsync(gateway, path);
        var body = await response.Content.ReadAsStringAsync(Cancel);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, body);
        return JsonDocument.Parse(body).RootElement;
    }

    private static Task<HttpResponseMessage> SendAsync(TestGateway gateway, string path)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        return gateway.Admin.SendAsync(request, Cancel);
    }
}
