using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Tollgate.Billing;
using Tollgate.Hosting;
using Xunit;

namespace Tollgate.Stripe.Tests;

/// <summary>Forged, stale, huge and meaningless requests: 400 only for what is not signed, never an error of ours for what is.</summary>
public sealed class WebhookEndpointTests(SqliteFolder database) : IClassFixture<SqliteFolder>
{
    private const string Good = """{"id":"evt_good","object":"event","type":"charge.refunded","created":1700000000,"livemode":false,"data":{"object":{"id":"ch_1","object":"charge"}}}""";
    private static readonly byte[] Bytes = Encoding.UTF8.GetBytes(Good);

    [Fact]
    public async Task Forgeries_AreAllRefusedAndNothingIsStored()
    {
        await using var node = await StripeNode.StartAsync(database.Use);
        var now = DateTimeOffset.UtcNow;
        var header = StripeNode.Header(Bytes, StripeNode.Secret, now);
        (string What, byte[] Body, string? Header)[] forgeries =
        [
            ("no header", Bytes, null),
            ("an empty header", Bytes, ""),
            ("another secret", Bytes, StripeNode.Header(Bytes, "whsec_other_secret_0123456789", now)),
            ("another body", Encoding.UTF8.GetBytes(Good.Replace("false", "true", StringComparison.Ordinal)), header),
            ("a newline more", [.. Bytes, (byte)'\n'], header),
            ("a byte order mark", [0xEF, 0xBB, 0xBF, .. Bytes], header),
            ("written anew", Encoding.UTF8.GetBytes(Good.Replace(",", ", ", StringComparison.Ordinal)), header),
            ("no time", Bytes, header[header.IndexOf("v1", StringComparison.Ordinal)..]),
            ("a time that is none", Bytes, "t=abc," + header[header.IndexOf("v1", StringComparison.Ordinal)..]),
            ("a huge time", Bytes, "t=99999999999999999999," + header[header.IndexOf("v1", StringComparison.Ordinal)..]),
            ("another time", Bytes, $"t={now.ToUnixTimeSeconds() - 1}," + header[header.IndexOf("v1", StringComparison.Ordinal)..]),
            ("an older scheme", Bytes, header.Replace("v1=", "v0=", StringComparison.Ordinal)),
            ("an old one sent again", Bytes, StripeNode.Header(Bytes, StripeNode.Secret, now.AddSeconds(-310))),
            ("one from the future", Bytes, StripeNode.Header(Bytes, StripeNode.Secret, now.AddSeconds(310))),
            ("no signature", Bytes, $"t={now.ToUnixTimeSeconds()}"),
            ("a long header", Bytes, new string('x', 6000)),
        ];
        foreach (var (what, body, forged) in forgeries)
        {
            (await node.PostAsync(body, forged)).ShouldBe(HttpStatusCode.BadRequest, what);
        }

        (await node.EventsAsync()).ShouldNotContain(e => e.Reference == "evt_good");
        (await node.PostAsync(Bytes, StripeNode.Header(Bytes, StripeNode.Secret, now.AddSeconds(-280)))).ShouldBe(HttpStatusCode.OK);
        (await node.PostAsync(Bytes, StripeNode.Header(Bytes, StripeNode.Secret, now.AddSeconds(280)))).ShouldBe(HttpStatusCode.OK);
        (await node.EventsAsync()).Count(e => e.Reference == "evt_good").ShouldBe(1);
    }

    [Fact]
    public async Task Garbage_ThatIsWellSigned_IsStoredAsIgnoredWithTheReason()
    {
        await using var node = await StripeNode.StartAsync(database.Use);
        string[] garbage =
        [
            "", "not json", "[]", "{}", "null", "\"text\"", "17", "{\"type\":null}", "{\"type\":17}", "{\"type\":\"\"}", "{\"type\":\"a\\u0000b\"}", "{\"type\":\"\\ud800\"}",
            "{\"type\":\"invoice.paid\"}", "{\"type\":\"invoice.paid\",\"data\":[]}", "{\"type\":\"invoice.paid\",\"data\":{\"object\":{}}}",
            "{\"type\":\"customer.subscription.updated\",\"data\":{\"object\":{\"items\":17,\"customer\":[]}}}",
            "{\"type\":\"" + new string('x', 400) + "\"}", "{\"id\":\"" + new string('y', 400) + "\",\"type\":\"foo\"}",
            "{\"id\":17,\"type\":\"foo.created\",\"created\":1e400,\"api_version\":17,\"livemode\":\"yes\"}", "{\"type\":\"foo\",\"created\":99999999999999}",
            new string('[', 5000), "{\"object\":\"v2.core.event\",\"type\":\"v1.customer.subscription.updated\"}", "{\"object\":\"v2.core.event\",\"type\":\"v9.x\",\"related_object\":null}",
        ];
        foreach (var body in garbage)
        {
            (await node.SendAsync(body)).ShouldBe(HttpStatusCode.OK, body.Length > 60 ? body[..60] : body);
        }

        (await node.SendAsync([0xFF, 0xFE, 0x00, 0x7B])).ShouldBe(HttpStatusCode.OK, "bytes that are no text");
        var stored = (await node.EventsAsync()).Where(e => e.Reference != "evt_good").ToList();
        stored.Count.ShouldBe(garbage.Length + 1);
        stored.ShouldAllBe(e => e.State == WebhookState.Ignored && e.Reason!.Length > 0);
    }

    [Fact]
    public async Task Body_TooLarge_Is413AndOtherMethodsAre405()
    {
        await using var node = await StripeNode.StartAsync(database.Use);

        (await node.SendAsync(new byte[(1024 * 1024) + 1])).ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await node.GetAsync(StripeEndpointsPath)).Status.ShouldBe(HttpStatusCode.MethodNotAllowed);
    }

    [Fact]
    public async Task Mode_ThatIsNotTheKeys_IsIgnored()
    {
        await using var node = await StripeNode.StartAsync(database.Use);
        await node.SendAsync(Good.Replace("false", "true", StringComparison.Ordinal).Replace("evt_good", "evt_live", StringComparison.Ordinal));

        (await node.Get<IWebhookInbox>().FindAsync("evt_live", TestContext.Current.CancellationToken))!
            .ShouldSatisfyAllConditions(e => e.State.ShouldBe(WebhookState.Ignored), e => e.Reason.ShouldBe("a live event, but the configured key is for test mode"), e => e.IsLive.ShouldBeTrue());
    }

    [Fact]
    public async Task Secrets_None_MeansNoEndpoint()
    {
        // An empty entry in place of the secret would be refused at start; a test node without Stripe at all has neither.
        await using var node = await StripeNode.StartWithoutStripeAsync(database.Use);

        (await node.SendAsync(Good)).ShouldBe(HttpStatusCode.NotFound);
        (await node.GetAsync("/.tollgate/checkout/success?session_id=cs_test_0123456789")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Database_ThatCannotStore_Is503()
    {
        using var folder = new SqliteFolder();
        await using var node = await StripeNode.StartAsync(
            builder =>
            {
                folder.Use(builder);
                builder.Services.AddSingleton<IWebhookInbox, BrokenInbox>();
            });

        (await node.SendAsync(Good)).ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await node.SendAsync(Good, "whsec_other_secret_0123456789")).ShouldBe(HttpStatusCode.BadRequest);
    }

    private static string StripeEndpointsPath => Microsoft.AspNetCore.Builder.StripeEndpoints.WebhookPath;
}
