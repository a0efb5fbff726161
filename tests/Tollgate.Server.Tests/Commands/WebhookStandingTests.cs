using Shouldly;
using Tollgate.Server.Commands;
using Tollgate.Server.Tests.Processes;
using Tollgate.Stripe;
using Xunit;

namespace Tollgate.Server.Tests.Commands;

/// <summary>What <c>tollgate serve</c> says of webhooks when it starts.</summary>
public sealed class WebhookStandingTests
{
    private const string Secret = "whsec_0123456789abcdef";
    private const string NoKey = "Tollgate:Stripe:ApiKey";
    private const string NoSecret = "Tollgate:Stripe:WebhookSecrets:0";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", "", false, "none: no payment provider is configured (Tollgate:Stripe:ApiKey)")]
    [InlineData("", "", true, "not taken: set Tollgate:Stripe:ApiKey and Tollgate:Stripe:WebhookSecrets:0")]
    [InlineData("rk_live_x", "", false, "not taken: set Tollgate:Stripe:WebhookSecrets:0")]
    [InlineData("sk_test_x", Secret, true, "POST /.tollgate/webhooks/stripe (test mode, 1 signing secret)")]
    [InlineData("rk_live_x", Secret, false, "POST /.tollgate/webhooks/stripe (live mode, 1 signing secret)")]
    public void Text_OfSettings_SaysWhatIsMissing(string key, string secret, bool isSold, string expected)
    {
        var options = new StripeOptions { ApiKey = key };
        if (secret.Length > 0)
        {
            options.WebhookSecrets.Add(secret);
        }

        var text = new WebhookStanding(options, isSold ? ["pro"] : [], hasCreditPacks: false).ToString();

        text.ShouldBe(expected);
    }

    [Fact]
    public void Needs_OfManyKinds_AreAllNamed()
    {
        var standing = new WebhookStanding(new StripeOptions { PublicUrl = "https://api.example.com" }, ["a", "b", "c", "d", "e", "f", "g"], hasCreditPacks: true);

        standing.Missing.ShouldBe([NoKey, NoSecret]);
        standing.Needs.ShouldBe(["plans are sold (a, b, c, d, e and 2 more)", "Tollgate:Billing:CreditPacks is set", "Tollgate:Stripe:PublicUrl is set"]);
        new WebhookStanding(new StripeOptions(), [], hasCreditPacks: false).Needs.ShouldBeEmpty();
    }

    [Fact]
    public async Task Serve_PlansThatAreSold_WarnsOnceUntilEverythingIsSet()
    {
        using var folder = new TestFolder();
        (await TollgateProcess.RunAsync(["setup", "--database", folder.DatabasePath], Cancel)).ExitCode.ShouldBe(0);
        var nothing = await ServeAsync(folder, []);
        (nothing.Webhooks.IsMapped, nothing.Warnings.Length).ShouldBe((false, 0));

        var plans = folder.Write("plans.yaml", "plans: [{ name: pro, price: price_pro, limits: { day: 20 } }]");
        (await TollgateProcess.RunAsync(["plans", "apply", plans, "--database", folder.DatabasePath], Cancel)).ExitCode.ShouldBe(0);
        var withoutKey = await ServeAsync(folder, []);
        withoutKey.Webhooks.ShouldBe((false, $"{NoKey} {NoSecret}"));
        withoutKey.Warnings.ShouldHaveSingleItem().ShouldSatisfyAllConditions(w => w.ShouldContain(NoKey), w => w.ShouldContain(NoSecret), w => w.ShouldContain("plans are sold (pro)"));

        var withoutSecret = await ServeAsync(folder, new() { ["Tollgate__Stripe__ApiKey"] = "sk_test_x", ["Tollgate__Stripe__ApiBase"] = "http://127.0.0.1:9" });
        withoutSecret.Webhooks.ShouldBe((false, NoSecret));
        withoutSecret.Warnings.ShouldHaveSingleItem().ShouldContain(NoSecret);

        var complete = await ServeAsync(folder, new()
        {
            ["Tollgate__Stripe__ApiKey"] = "sk_test_x", ["Tollgate__Stripe__ApiBase"] = "http://127.0.0.1:9", ["Tollgate__Stripe__WebhookSecrets__0"] = Secret,
        });
        complete.Webhooks.ShouldBe((true, ""));
        complete.Warnings.ShouldBeEmpty();
    }

    private static async Task<((bool IsMapped, string Missing) Webhooks, string[] Warnings)> ServeAsync(TestFolder folder, Dictionary<string, string> settings)
    {
        await using var node = await TollgateProcess.ServeAsync(folder.DatabasePath, ["--demo-upstream"], settings, Cancel);
        var webhooks = node.Ready.GetProperty("webhooks");
        (await node.InterruptAsync(Cancel)).ShouldBe(0, node.Error); // everything was written then
        node.Error.ShouldNotContain(Secret);
        return ((webhooks.GetProperty("mapped").GetBoolean(), string.Join(' ', webhooks.GetProperty("missing").EnumerateArray())),
            [.. node.Error.Split('\n').Where(line => line.Contains("Tollgate:Stripe:", StringComparison.Ordinal))]);
    }
}
