using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Shouldly;
using Tollgate.Stripe;
using Xunit;

namespace Tollgate.Server.Tests.Gateway;

/// <summary>Webhooks at the gateway: on the public side only, before the limiter, and never forwarded.</summary>
public sealed class StripeGatewayTests
{
    private const string Secret = "whsec_0123456789abcdef";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Webhook_WithoutStripe_IsNotFoundAndNotForwarded()
    {
        await using var gateway = await TestGateway.StartAsync(Token);

        (await SendAsync(gateway.Public, "evt_1")).ShouldBe(HttpStatusCode.NotFound);
        using var page = await gateway.Public.GetAsync(StripeEndpoints.CheckoutPath + "?session_id=cs_test_123456789", Token);
        page.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await gateway.Cli.JsonAsync("stripe", "status")).GetProperty("configured").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task Webhooks_MoreThanAnyLimit_AreStoredAndReachNoUpstream()
    {
        await using var gateway = await TestGateway.StartAsync(
            Token, settings: [("Tollgate:Stripe:ApiKey", "sk_test_x"), ("Tollgate:Stripe:ApiBase", "http://127.0.0.1:9"), ("Tollgate:Stripe:WebhookSecrets:0", Secret)]);

        for (var i = 0; i < 8; i++)
        {
            (await SendAsync(gateway.Public, $"evt_{i}")).ShouldBe(HttpStatusCode.OK, "anonymous callers have three requests a day");
        }

        (await SendAsync(gateway.Public, "evt_forged", "whsec_another_secret")).ShouldBe(HttpStatusCode.BadRequest);
        (await SendAsync(gateway.Admin, "evt_admin")).ShouldBe(HttpStatusCode.NotFound);
        var events = (await gateway.Cli.JsonAsync("stripe", "events", "list")).GetProperty("events").EnumerateArray().ToList();
        events.Count.ShouldBe(8);
        events.ShouldAllBe(e => e.GetProperty("state").GetString() == "ignored");
        var shown = await gateway.Cli.JsonAsync("stripe", "events", "show", "evt_3");
        shown.GetProperty("body").GetString()!.ShouldContain("evt_3");
        (await gateway.Admin.GetAsync(new Uri("/api/stripe/events", UriKind.Relative), Token)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Commands_WithoutAKey_SayWhatIsMissing()
    {
        await using var gateway = await TestGateway.StartAsync(Token);

        var sync = await gateway.Cli.RunAsync("stripe", "sync");
        var checkout = await gateway.Cli.RunAsync("stripe", "checkout", TestGateway.UserName, "test");
        var replay = await gateway.Cli.RunAsync("stripe", "events", "replay", "evt_nothing");

        (sync.ExitCode, sync.Error.Trim()).ShouldBe((1, "error: No Stripe key is configured (Tollgate:Stripe:ApiKey)."));
        checkout.ExitCode.ShouldBe(1);
        checkout.Error.ShouldContain("'test' has no price");
        checkout.Error.ShouldContain("successUrl");
        replay.Error.ShouldContain("There is no event 'evt_nothing'");
    }

    private static async Task<HttpStatusCode> SendAsync(HttpClient client, string id, string secret = Secret)
    {
        var body = Encoding.UTF8.GetBytes($$"""{"id":"{{id}}","object":"event","type":"product.updated","livemode":false,"data":{"object":{"id":"prod_1"} } }""");
        var time = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var request = new HttpRequestMessage(HttpMethod.Post, StripeEndpoints.WebhookPath) { Content = new ByteArrayContent(body) };
        request.Headers.Add("Stripe-Signature", $"t={time},v1={Convert.ToHexStringLower(StripeSignature.Sign(body, time, secret))}");
        using var response = await client.SendAsync(request, Token);
        return response.StatusCode;
    }
}
