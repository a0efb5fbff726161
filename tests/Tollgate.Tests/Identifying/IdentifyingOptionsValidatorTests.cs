using Shouldly;
using Tollgate.Identifying;
using Xunit;

namespace Tollgate.Tests.Identifying;

public sealed class IdentifyingOptionsValidatorTests
{
    private readonly IdentifyingOptionsValidator _validator = new();

    [Fact]
    public void Validate_Defaults_Succeeds() => _validator.Validate(null, new IdentifyingOptions()).Succeeded.ShouldBeTrue();

    [Fact]
    public void Validate_EverythingWrong_ReportsEverySettingAtOnce()
    {
        var options = new IdentifyingOptions
        {
            ApiKeyHeader = "X API Key",
            ForwardedHeader = "",
            ApiKeyQueryParameter = " ",
            UserClaim = "",
            IPv4PrefixLength = 33,
            IPv6PrefixLength = 16,
            TrustedProxies = { "0.0.0.0/0", "::/0", "10.0.0.0/33", "10.1.0.0/8", "::ffff:10.0.0.0/104" },
            Allow = { "localhost" },
            Deny = { "127.1" },
        };

        var failures = _validator.Validate(null, options).Failures!.ToList();

        failures.Count.ShouldBe(13);
        failures.ShouldAllBe(f => f.StartsWith("Tollgate:Identifying:", StringComparison.Ordinal));
        failures.ShouldContain("Tollgate:Identifying:TrustedProxies:3 is '10.1.0.0/8', which has bits set after its prefix; the network is 10.0.0.0/8.");
        failures.ShouldContain(f => f.Contains("TrustedProxies:0 is '0.0.0.0/0', which would let every client choose its own address", StringComparison.Ordinal));
        failures.ShouldContain("Tollgate:Identifying:IPv4PrefixLength is 33; use 8 to 32.");
    }
}
