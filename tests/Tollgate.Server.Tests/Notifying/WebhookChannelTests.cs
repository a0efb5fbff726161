using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Tollgate.Notifying;
using Tollgate.Server.Notifying;
using Xunit;

namespace Tollgate.Server.Tests.Notifying;

public sealed class WebhookChannelTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private static readonly Notification Fired = new()
    {
        Id = "msg_1",
        Type = "alert.firing",
        Severity = NotificationSeverity.Warning,
        Title = "user_42 has used 100 % of its day.",
        Text = "Until then requests are refused.",
        At = new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero),
        Data = new Dictionary<string, string?> { ["rule"] = "quota", ["node"] = null },
    };

    [Fact]
    public async Task Send_Taken_IsSignedAsTheStandardSays()
    {
        await using var receiver = await WebhookReceiver.StartAsync(Token);
        using var client = new WebhookClient(allowPrivateAddresses: true);

        await ChannelTo(receiver, client).SendAsync(Fired, Token);

        var (headers, body) = receiver.Taken.ShouldHaveSingleItem();
        headers["webhook-id"].ShouldBe("msg_1");
        headers["content-type"].ShouldBe("application/json");
        var timestamp = long.Parse(headers["webhook-timestamp"], CultureInfo.InvariantCulture);
        (TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - timestamp).ShouldBeInRange(0, 30);
        WebhookSecret.TryParse(Secret, out var key).ShouldBeTrue();
        headers["webhook-signature"].ShouldBe(WebhookSignature.Of("msg_1", timestamp, body, [key]));
        var json = JsonDocument.Parse(body).RootElement;
        json.GetProperty("type").GetString().ShouldBe("alert.firing");
        json.GetProperty("timestamp").GetString().ShouldBe("2026-11-24T12:00:00.000Z");
        var data = json.GetProperty("data");
        data.EnumerateObject().Select(p => $"{p.Name}={p.Value}").ShouldBe(
            ["severity=warning", "title=user_42 has used 100 % of its day.", "text=Until then requests are refused.", "rule=quota"]);
    }

    [Theory]
    [InlineData(500, false, "answered 500.")]
    [InlineData(410, true, "410: the endpoint is gone")]
    [InlineData(302, false, "redirects are not followed")]
    public async Task Send_RefusedOrRedirected_FailsAndFollowsNothing(int status, bool isPermanent, string reason)
    {
        await using var receiver = await WebhookReceiver.StartAsync(Token);
        receiver.Answer = context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = "/elsewhere";
            context.Response.Headers.RetryAfter = "120";
            return Task.CompletedTask;
        };
        using var client = new WebhookClient(allowPrivateAddresses: true);

        var failure = await Assert.ThrowsAsync<NotificationFailedException>(() => ChannelTo(receiver, client).SendAsync(Fired, Token));

        (failure.IsPermanent, failure.RetryAfter).ShouldBe((isPermanent, TimeSpan.FromMinutes(2)));
        failure.Message.ShouldContain(reason);
        receiver.Taken.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")] // the name is not what counts
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("2130706433")] // 127.0.0.1 as a number
    public async Task Send_PrivateAddress_IsNotConnectedTo(string host)
    {
        await using var receiver = await WebhookReceiver.StartAsync(Token);
        using var client = new WebhookClient(allowPrivateAddresses: false);
        var channel = new WebhookChannel(EndpointAt($"http://{host}:{receiver.Url.Port}/"), client, TimeProvider.System);

        var failure = await Assert.ThrowsAsync<NotificationFailedException>(() => channel.SendAsync(Fired, Token));

        failure.Message.ShouldContain("has no public address");
        receiver.Taken.ShouldBeEmpty();
    }

    [Fact]
    public void Validate_BadEndpoints_AreNamedWithoutTheirSecrets()
    {
        var options = new WebhookOptions();
        options.Endpoints.Add(EndpointAt("http://hooks.example.com/x"));
        options.Endpoints.Add(new WebhookEndpoint { Name = "a b", Url = "https://user:pass@hooks.example.com", Secrets = { "whsec_hush" } });
        options.Endpoints.Add(new WebhookEndpoint { Name = "ops", Url = "https://hooks.example.com" });

        var failures = new WebhookOptionsValidator().Validate(null, options).Failures!.ToList();

        failures.Count.ShouldBe(6);
        failures.ShouldNotContain(f => f.Contains("hush", StringComparison.Ordinal) || f.Contains("pass@", StringComparison.Ordinal));
        failures.ShouldContain("Tollgate:Webhooks:Endpoints:0:Url begins with http; use https, or set Tollgate:Webhooks:AllowHttp to true.");
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static WebhookChannel ChannelTo(WebhookReceiver receiver, WebhookClient client) => new(EndpointAt(receiver.Url.ToString()), client, TimeProvider.System);

    private static WebhookEndpoint EndpointAt(string url) => new() { Name = "ops", Url = url, Secrets = { Secret } };
}
