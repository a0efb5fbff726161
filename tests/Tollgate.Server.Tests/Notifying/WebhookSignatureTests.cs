using System.Text;
using Shouldly;
using Tollgate.Server.Notifying;
using Xunit;

namespace Tollgate.Server.Tests.Notifying;

public sealed class WebhookSignatureTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    /// <summary>The vector that the reference libraries of Standard Webhooks are tested with.</summary>
    [Fact]
    public void Of_PublishedVector_IsThePublishedSignature()
    {
        WebhookSecret.TryParse(Secret, out var key).ShouldBeTrue();

        WebhookSignature.Of("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, Encoding.UTF8.GetBytes("{\"test\": 2432232314}"), [key])
            .ShouldBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    [Fact]
    public void Of_SeveralSecrets_SignsWithEach()
    {
        WebhookSecret.TryParse(Secret, out var key).ShouldBeTrue();
        var other = new byte[24];

        var signatures = WebhookSignature.Of("id", 1, "{}"u8, [key, other]).Split(' ');

        signatures.ShouldBe([WebhookSignature.Of("id", 1, "{}"u8, [key]), WebhookSignature.Of("id", 1, "{}"u8, [other])]);
        signatures[0].ShouldNotBe(signatures[1]);
    }

    [Theory]
    [InlineData(Secret, true)]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", true)]
    [InlineData("whsec_short", false)]
    [InlineData("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==", false)] // 22 bytes
    [InlineData("whsec_not base64 at all, but long enough to pass", false)]
    [InlineData("", false)]
    public void TryParse_Secret_WantsBase64OfEnoughBytes(string text, bool isSecret) => WebhookSecret.TryParse(text, out _).ShouldBe(isSecret);
}
