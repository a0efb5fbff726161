using System.Net;
using CsCheck;
using Shouldly;
using Tollgate.Identifying;
using Xunit;

namespace Tollgate.Tests.Identifying;

public sealed class ClientAddressTests
{
    private static readonly IdentifyingOptions Defaults = new();

    [Theory]
    [InlineData("1.2.3.4", "ip_1.2.3.4")]
    [InlineData("::ffff:1.2.3.4", "ip_1.2.3.4")]
    [InlineData("::FFFF:102:304", "ip_1.2.3.4")]
    [InlineData("0:0:0:0:0:ffff:102:304", "ip_1.2.3.4")]
    [InlineData("64:ff9b::1.2.3.4", "ip_1.2.3.4")]
    [InlineData("64:ff9b::102:304", "ip_1.2.3.4")]
    [InlineData("64:ff9b:1::102:304", "ip_64:ff9b:1::/64")]
    [InlineData("::1.2.3.4", "ip_::/64")]
    [InlineData("2001:db8::1.2.3.4", "ip_2001:db8::/64")]
    [InlineData("2001:db8:1:2:3:4:5:6", "ip_2001:db8:1:2::/64")]
    [InlineData("2001:DB8:1:2::", "ip_2001:db8:1:2::/64")]
    [InlineData("fe80::1%2", "ip_fe80::/64")]
    [InlineData("fe80::1%3", "ip_fe80::/64")]
    public void SubjectOf_AnyNotation_FollowsTheBits(string address, string subject) =>
        ClientAddress.SubjectOf(IPAddress.Parse(address), Defaults).ShouldBe(subject);

    [Theory]
    [InlineData("203.0.113.7", "ip_203.0.0.0/16")]
    [InlineData("::ffff:203.0.113.7", "ip_203.0.0.0/16")]
    [InlineData("2001:db8:1:2::9", "ip_2001:db8::/32")]
    public void CoarseSubjectOf_Address_IsTheWiderNetwork(string address, string subject) =>
        ClientAddress.CoarseSubjectOf(IPAddress.Parse(address), Defaults).ShouldBe(subject);

    [Fact]
    public void SubjectOf_OtherPrefixLengths_GroupsByThem()
    {
        var options = new IdentifyingOptions { IPv4PrefixLength = 24, IPv6PrefixLength = 128 };

        ClientAddress.SubjectOf(IPAddress.Parse("203.0.113.7"), options).ShouldBe("ip_203.0.113.0/24");
        ClientAddress.SubjectOf(IPAddress.Parse("2001:db8::7"), options).ShouldBe("ip_2001:db8::7");
    }

    [Fact]
    public void Of_TwoIPv6Addresses_AreOneCallerExactlyWhenTheirFirst64BitsAgree() =>
        Gen.Select(Gen.Byte.Array[16], Gen.Byte.Array[16], Gen.Bool).Sample((first, second, isSameNetwork) =>
        {
            first[0] = second[0] = 0x20; // a global address, neither mapped nor NAT64
            if (isSameNetwork)
            {
                first.AsSpan(0, 8).CopyTo(second);
            }

            var isOneCaller = ClientAddress.Of(new IPAddress(first), Defaults) == ClientAddress.Of(new IPAddress(second), Defaults);
            return isOneCaller == first.AsSpan(0, 8).SequenceEqual(second.AsSpan(0, 8));
        });

    [Fact]
    public void Of_TwoIPv4ClientsOnADualStackSocket_NeverShareACaller() =>
        Gen.Select(Gen.UInt, Gen.UInt).Sample((first, second) =>
        {
            var one = ClientAddress.Of(new IPAddress(BitConverter.GetBytes(first)).MapToIPv6(), Defaults);
            var other = ClientAddress.Of(new IPAddress(BitConverter.GetBytes(second)), Defaults);
            return one == other == (first == second);
        });
}
