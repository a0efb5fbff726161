using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace Tollgate.Server.Tests.Processes;

public sealed class ServeTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Serve_Demo_LimitsEachPlanAndKeepsTheKeysForTheNextRun()
    {
        using var folder = new TestFolder();
        JsonElement users;
        await using (var first = await TollgateProcess.ServeAsync(folder.DatabasePath, ["--demo"], null, Cancel))
        {
            users = first.Ready.GetProperty("demoUsers");
            users.EnumerateArray().Select(u => u.GetProperty("plan").GetString()).ShouldBe(["free", "basic", "premium", "enterprise"]);
            using var client = new HttpClient { BaseAddress = first.PublicUrl };
            client.DefaultRequestHeaders.Add("X-API-Key", users[0].GetProperty("apiKey").GetString());
            var statuses = await StatusesAsync(client, 45);
            statuses.Count(s => s == HttpStatusCode.OK).ShouldBeInRange(20, 40); // 20 a minute; the run may straddle two minutes
            statuses.ShouldContain(HttpStatusCode.TooManyRequests);
            using var admin = new HttpClient { BaseAddress = first.AdminUrl };
            (await admin.GetFromJsonAsync<JsonElement>("/health/ready", Cancel)).GetProperty("status").GetString().ShouldBe("ready");
        }

        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(folder["demo-keys.json"]).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            File.GetUnixFileMode(folder.DatabasePath).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        await using var second = await TollgateProcess.ServeAsync(folder.DatabasePath, ["--demo"], null, Cancel);
        second.Ready.GetProperty("demoUsers").GetRawText().ShouldBe(users.GetRawText());
    }

    [Fact]
    public async Task Serve_Interrupted_EndsCleanlyAndHandsLeasesBack()
    {
        using var folder = new TestFolder();
        (await TollgateProcess.RunAsync(["setup", "--database", folder.DatabasePath], Cancel)).ExitCode.ShouldBe(0);
        var added = await TollgateProcess.RunAsync(["users", "add", "ann", "--plan", "free", "--database", folder.DatabasePath, "--output", "json"], Cancel);
        await using var node = await TollgateProcess.ServeAsync(folder.DatabasePath, ["--demo-upstream"], null, Cancel);
        using var client = new HttpClient { BaseAddress = node.PublicUrl };
        client.DefaultRequestHeaders.Add("X-API-Key", JsonDocument.Parse(added.Output).RootElement.GetProperty("apiKey").GetString());
        (await StatusesAsync(client, 5)).ShouldAllBe(s => s == HttpStatusCode.OK);

        var watch = Stopwatch.StartNew();
        (await node.InterruptAsync(Cancel)).ShouldBe(0, node.Error);

        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(15)); // seconds; the rest is for a busy machine
        var usage = await TollgateProcess.RunAsync(["usage", "ann", "--window", "day", "--database", folder.DatabasePath, "--output", "json"], Cancel);
        JsonDocument.Parse(usage.Output).RootElement.GetProperty("windows")[0].GetProperty("used").GetInt64().ShouldBe(5);
    }

    [Fact]
    public async Task Serve_PortInUse_SaysSo()
    {
        using var folder = new TestFolder();
        await using var node = await TollgateProcess.ServeAsync(folder.DatabasePath, ["--demo"], null, Cancel);

        var second = await TollgateProcess.RunAsync(
            ["serve", "--demo-upstream", "--database", folder.DatabasePath, "--urls", node.PublicUrl.ToString().TrimEnd('/'), "--admin-urls", "http://127.0.0.1:0"], Cancel);

        second.ExitCode.ShouldBe(1);
        second.Error.ShouldContain("--urls");
        second.Error.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task Version_IsPrintedAlone()
    {
        var (exitCode, output, error) = await TollgateProcess.RunAsync(["--version"], Cancel);

        exitCode.ShouldBe(0);
        output.Trim().ShouldStartWith("0.1.0");
        error.ShouldBeEmpty();
    }

    private static async Task<List<HttpStatusCode>> StatusesAsync(HttpClient client, int count)
    {
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < count; i++)
        {
            using var response = await client.GetAsync("/weather", Cancel);
            statuses.Add(response.StatusCode);
        }

        return statuses;
    }
}
