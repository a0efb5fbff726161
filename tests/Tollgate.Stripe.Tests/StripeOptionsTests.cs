using Shouldly;
using Xunit;

namespace Tollgate.Stripe.Tests;

public sealed class StripeOptionsTests
{
    [Fact]
    public void Options_Default_AreValidWithoutAnAccount() => new StripeOptionsValidator().Validate(null, new StripeOptions()).Succeeded.ShouldBeTrue();

    [Fact]
    public void Options_Wrong_AreAllReportedAndNoSecretIsShown()
    {
        var options = new StripeOptions
        {
            ApiKey = "pk_live_secretsecret", ApiBase = "x", MeterEventsBase = "ftp://y", PublicUrl = "z", AfterCheckoutUrl = "w", Timeout = TimeSpan.Zero, Tolerance = TimeSpan.Zero, Retries = 9,
            ReadsPerHour = 1, MaxBodyBytes = 1,
        };
        options.WebhookSecrets.Add("short");

        var failures = new StripeOptionsValidator().Validate(null, options).Failures!.ToList();

        failures.Select(f => f.Split(' ')[0]).ShouldBe(
        [
            "Tollgate:Stripe:ApiKey", "Tollgate:Stripe:WebhookSecrets:0", "Tollgate:Stripe:ApiBase", "Tollgate:Stripe:MeterEventsBase", "Tollgate:Stripe:PublicUrl",
            "Tollgate:Stripe:AfterCheckoutUrl", "Tollgate:Stripe:Timeout", "Tollgate:Stripe:Tolerance", "Tollgate:Stripe:Retries", "Tollgate:Stripe:ReadsPerHour", "Tollgate:Stripe:MaxBodyBytes",
        ]);
        failures.ShouldAllBe(f => !f.Contains("secretsecret") && !f.Contains("short,"));
    }

    [Fact]
    public void Options_SecretsWithoutAKey_AreRefused()
    {
        var options = new StripeOptions();
        options.WebhookSecrets.Add("whsec_0123456789");

        new StripeOptionsValidator().Validate(null, options).Failures!.ShouldHaveSingleItem().ShouldStartWith("Tollgate:Stripe:ApiKey is empty");
    }
}
