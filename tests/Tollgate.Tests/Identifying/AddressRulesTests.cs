using System.Net;
using Microsoft.Extensions.Options;
using Shouldly;
using Tollgate.Entitling;
using Tollgate.Identifying;
using Xunit;

namespace Tollgate.Tests.Identifying;

public sealed class AddressRulesTests
{
    [Theory]
    [InlineData("10.1.2.3", AccessRule.Allow)]
    [InlineData("::ffff:10.1.2.3", AccessRule.Allow)]
    [InlineData("10.9.9.9", AccessRule.Deny)]
    [InlineData("2001:db8::1", AccessRule.Deny)]
    [InlineData("2001:db9::1", AccessRule.None)]
    [InlineData("11.0.0.1", AccessRule.None)]
    public void For_Address_DenyWinsOverAllow(string address, AccessRule expected)
    {
        var rules = new AddressRules(Options.Create(new IdentifyingOptions { Allow = { "10.0.0.0/8" }, Deny = { "10.9.9.9", "2001:db8::/32" } }));

        rules.For(IPAddress.Parse(address)).ShouldBe(expected);
    }

    [Fact]
    public void For_AllOfIPv6_LeavesIPv4Alone()
    {
        var rules = new AddressRules(Options.Create(new IdentifyingOptions { Deny = { "::/0" } }));

        rules.For(IPAddress.Parse("2001:db8::1")).ShouldBe(AccessRule.Deny);
        rules.For(IPAddress.Parse("::ffff:1.2.3.4")).ShouldBe(AccessRule.None);
        rules.For(null).ShouldBe(AccessRule.None);
    }
}
