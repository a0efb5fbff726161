using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Shouldly;
using Tollgate.Server.Tests.Processes;
using Tollgate.Testing;
using Xunit;

namespace Tollgate.Server.Tests.Health;

/// <summary>What the health endpoints say about a node whose surroundings fail.</summary>
public sealed class HealthTests(PostgresServer postgres)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2); // for what takes seconds on a free machine

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ready_DatabaseStoppedAndBack_SaysWhatIsWrongAndRecovers()
    {
        await using var server = await postgres.StartOwnAsync();
        await using var node = await StartAsync(server.ConnectionString);
        using var admin = new HttpClient { BaseAddress = node.AdminUrl };
        (await WaitAsync(admin, a => a.GetProperty("status").GetString() == "ready")).Status.ShouldBe(HttpStatusCode.OK);

        using var client = new HttpClient { BaseAddress = node.PublicUrl };
        (await client.GetAsync("/weather", Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK); // from here on the caller is known
        await server.StopAsync(Cancel);
        var (status, answer) = await WaitAsync(admin, a => StatusOf(a, "database") == "failed" && StatusOf(a, "changes") == "warning" && StatusOf(a, "ledger") == "warning", () => client.GetAsync("/weather", Cancel));

        status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        answer.GetProperty("status").GetString().ShouldBe("unready");
        answer.GetProperty("problems").GetArrayLength().ShouldBe(1);
        answer.GetProperty("problems")[0].GetString()!.ShouldContain("failure policy");
        answer.GetRawText().ShouldNotContain("Username");
        (await admin.GetAsync("/health/live", Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK); // a restart would cure nothing

        await server.ResumeAsync(Cancel);
        (await WaitAsync(admin, a => a.GetProperty("status").GetString() == "ready")).Status.ShouldBe(HttpStatusCode.OK);
    }

    /// <summary>The node heals itself in a moment; what it put aside is told until a person has taken it away.</summary>
    [Fact]
    public async Task Ready_JournalDamaged_IsDegradedAndServesUntilTheFileIsTakenAway()
    {
        using var folder = new TestFolder();
        (await TollgateProcess.RunAsync(["setup", "--database", folder.DatabasePath], Cancel)).ExitCode.ShouldBe(0);
        var journal = folder["journal"];
        var settings = new Dictionary<string, string> { ["Tollgate__Recording__JournalPath"] = journal };
        await using var node = await TollgateProcess.ServeAsync(folder.DatabasePath, ["--demo-upstream"], settings, Cancel);
        using var client = new HttpClient { BaseAddress = node.PublicUrl };
        using var admin = new HttpClient { BaseAddress = node.AdminUrl };

        Damage(journal);
        var (status, answer) = await WaitAsync(admin, a => StatusOf(a, "journal") == "warning" && SetAside(journal).Length > 0, () => client.GetAsync("/weather", Cancel));
        var (later, _) = await WaitAsync(admin, a => DetailOf(a, "journal").Contains(".unreadable", StringComparison.Ordinal));

        status.ShouldBe(HttpStatusCode.OK);
        later.ShouldBe(HttpStatusCode.OK);
        answer.GetProperty("status").GetString().ShouldBe("degraded");
        answer.GetProperty("warnings")[0].GetString()!.ShouldContain("Tollgate:Recording:JournalPath");

        Array.ForEach(SetAside(journal), File.Delete);
        (await WaitAsync(admin, a => StatusOf(a, "journal") == "ok")).Status.ShouldBe(HttpStatusCode.OK);
    }

    private static string[] SetAside(string folder) => Directory.GetFiles(folder, "*.unreadable*");

    /// <summary>Overwrites the journal in place, as a failing disk does.</summary>
    private static void Damage(string folder)
    {
        foreach (var file in Directory.GetFiles(folder).Where(f => !f.EndsWith(".lock", StringComparison.Ordinal)))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            stream.Write(Enumerable.Repeat((byte)0xff, (int)Math.Max(8192, stream.Length)).ToArray());
        }
    }

    private static async Task<TollgateProcess> StartAsync(string database)
    {
        (await TollgateProcess.RunAsync(["setup", "--database", database], Cancel)).ExitCode.ShouldBe(0);
        return await TollgateProcess.ServeAsync(database, ["--demo-upstream"], null, Cancel);
    }

    private static string StatusOf(JsonElement answer, string check) => CheckOf(answer, check).GetProperty("status").GetString()!;

    private static string DetailOf(JsonElement answer, string check) => CheckOf(answer, check).GetProperty("detail").GetString()!;

    private static JsonElement CheckOf(JsonElement answer, string check) =>
        answer.GetProperty("checks").EnumerateArray().Single(c => c.GetProperty("name").GetString() == check);

    private static async Task<(HttpStatusCode Status, JsonElement Answer)> WaitAsync(
        HttpClient admin, Func<JsonElement, bool> isMet, Func<Task<HttpResponseMessage>>? meanwhile = null)
    {
        for (var startedAt = TimeProvider.System.GetTimestamp(); ; await Task.Delay(200, Cancel))
        {
            if (meanwhile is not null)
            {
                (await meanwhile()).Dispose();
            }

            using var response = await admin.GetAsync("/health/ready", Cancel);
            var answer = await response.Content.ReadFromJsonAsync<JsonElement>(Cancel);
            if (isMet(answer))
            {
                return (response.StatusCode, answer);
            }

            TimeProvider.System.GetElapsedTime(startedAt).ShouldBeLessThan(Patience, answer.GetRawText());
        }
    }
}
