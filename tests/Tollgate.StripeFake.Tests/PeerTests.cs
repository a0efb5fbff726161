using System.Diagnostics;
using System.Text.Json.Nodes;
using Shouldly;
using Stripe;
using Tollgate.Testing;
using Xunit;

namespace Tollgate.StripeFake.Tests;

/// <summary>The other official clients find the fake to be Stripe. test.sh installs them with npm.</summary>
public sealed class PeerTests
{
    [Fact]
    public async Task NodeClient_DrivingTheFake_SeesWhatItExpects()
    {
        var folder = Peers("stripe");
        await using var fake = await Fake.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        var webhook = fake.Server.Webhooks.Add(receiver.Url, ["customer.subscription.deleted"]);

        var output = await RunAsync("node", Path.Combine(folder, "drive.mjs"), fake.Server.Address.ToString(), fake.Server.ApiKey);

        var seen = JsonNode.Parse(output)!;
        seen.ToJsonString().ShouldBe(JsonNode.Parse("""
            {"subscription":"active","items":2,"invoice":"paid","parent":true,"unit":"0.5",
             "duplicate":{"type":"invalid_request_error","status":400,"message":"An event already exists with identifier n1."},
             "replayed":true,"customers":2,"paid":1,"canceled":"canceled"}
            """)!.ToJsonString());
        await fake.Server.SettleAsync(Fake.Stop);
        var (body, signature) = receiver.Received.ShouldHaveSingleItem();
        EventUtility.ConstructEvent(body, signature, webhook.Secret).Type.ShouldBe("customer.subscription.deleted");
    }

    [Fact]
    public async Task StripeCli_RunningFixtures_MakesWhatTheyName()
    {
        var folder = Peers("@stripe/cli-linux-x64");
        await using var fake = await Fake.StartAsync(o => o.StartAt = null);
        var cli = Path.Combine(folder, "node_modules", "@stripe", "cli-linux-x64", "bin", "stripe");

        await RunAsync(cli, "fixtures", Path.Combine(folder, "fixtures.json"), "--api-base", fake.Server.Address.ToString().TrimEnd('/'), "--api-key", fake.Server.ApiKey);

        fake.Server.All("subscription").Single()["status"]!.ToString().ShouldBe("active");
        fake.Server.All("price").Count.ShouldBe(2);
        fake.Server.Requests.All.ShouldAllBe(r => r.Status == 200);
    }

    /// <summary>The folder with the installed clients.</summary>
    private static string Peers(string package)
    {
        var folder = Path.Combine(RealData.RepositoryRoot, "tests", "Tollgate.StripeFake.Tests", "peers");
        var missing = $"The Stripe client {package} is not installed. Run: npm ci --prefix tests/Tollgate.StripeFake.Tests/peers";
        if (!Directory.Exists(Path.Combine(folder, "node_modules", package)))
        {
            Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", missing);
            Assert.Fail(missing);
        }

        return folder;
    }

    private static async Task<string> RunAsync(string file, params string[] arguments)
    {
        var start = new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };

        // The CLI keeps its settings below the home folder, and would look for a newer release of itself.
        using var home = new TemporaryFolder();
        start.Environment["HOME"] = home.Path;
        start.Environment["XDG_CONFIG_HOME"] = home.Path;
        start.Environment["STRIPE_CLI_TELEMETRY_OPTOUT"] = "1";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(Fake.Stop);
        var error = process.StandardError.ReadToEndAsync(Fake.Stop);
        await process.WaitForExitAsync(Fake.Stop);
        process.ExitCode.ShouldBe(0, await output + await error);
        return await output;
    }

    private sealed class TemporaryFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("stripe-peer").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
