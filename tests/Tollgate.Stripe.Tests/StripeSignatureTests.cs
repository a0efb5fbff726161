using System.Text;
using Shouldly;
using Tollgate.Testing;
using Xunit;

namespace Tollgate.Stripe.Tests;

public sealed class StripeSignatureTests
{
    private const string Body = "{\"id\":\"evt_1\"}";
    private static readonly byte[] Bytes = Encoding.UTF8.GetBytes(Body);

    /// <summary>From stripe-dotnet's own tests (EventUtilityTest), so that not only we agree with ourselves.</summary>
    [Fact]
    public void Verify_OfficialVector_IsGood()
    {
        var body = File.ReadAllBytes(RealData.PathOf("stripe/stripe-dotnet/event_test_signature.json"));
        var header = $"t=1533204620,v1={Official(body)}";

        StripeSignature.Verify(body, header, ["webhook_secret"]).ShouldBe(1_533_204_620);
        StripeSignature.Verify(body, header, ["another"]).ShouldBeNull();
    }

    [Fact]
    public void Verify_HeaderOfTheOfficialClient_IsGood()
    {
        var header = global::Stripe.EventUtility.GenerateSignatureHeader(Body, "whsec_x", 1_700_000_000);

        StripeSignature.Verify(Bytes, header, ["old", "whsec_x"]).ShouldBe(1_700_000_000);
    }

    [Fact]
    public void Verify_WhileASecretIsRolled_AcceptsEither()
    {
        var (old, fresh) = (Sign("old"), Sign("new"));

        StripeSignature.Verify(Bytes, $"t=5,v1={old},v1={fresh}", ["new"]).ShouldBe(5);
        StripeSignature.Verify(Bytes, $"t=5,v1={old}", ["new", "old"]).ShouldBe(5);
        StripeSignature.Verify(Bytes, $"v0=x,v1={fresh},t=5", ["new"]).ShouldBe(5);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("t=5")]
    [InlineData("v1={0}")]
    [InlineData("t=abc,v1={0}")]
    [InlineData("t=99999999999999999999999,v1={0}")]
    [InlineData("t=-5,v1={0}")]
    [InlineData("t=6,v1={0}")]
    [InlineData("t=5,v0={0}")]
    [InlineData("t=5,v1=00")]
    [InlineData("t=5,v1=zz")]
    [InlineData(",,=,=5,t,v1")]
    public void Verify_AnythingElse_IsBad(string? header)
    {
        StripeSignature.Verify(Bytes, header?.Replace("{0}", Sign("new"), StringComparison.Ordinal), ["new", "", "  "]).ShouldBeNull();
        StripeSignature.Verify([.. Bytes, (byte)'\n'], $"t=5,v1={Sign("new")}", ["new"]).ShouldBeNull();
        StripeSignature.Verify(Bytes, $"t=5,v1={Sign("")}", [""]).ShouldBeNull("an empty secret signs nothing");
    }

    private static string Sign(string secret) => Convert.ToHexStringLower(StripeSignature.Sign(Bytes, "5", secret));

    /// <summary>The signature by the official client, of the bytes as they stand in the file.</summary>
    private static string Official(byte[] body) =>
        global::Stripe.EventUtility.GenerateSignatureHeader(Encoding.UTF8.GetString(body), "webhook_secret", 1_533_204_620).Split("v1=")[1];
}
