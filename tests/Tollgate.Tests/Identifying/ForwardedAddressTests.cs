using System.Diagnostics;
using System.Net;
using CsCheck;
using Microsoft.Extensions.Options;
using Shouldly;
using Tollgate.Identifying;
using Xunit;

namespace Tollgate.Tests.Identifying;

public sealed class ForwardedAddressTests
{
    private static readonly IPAddress Proxy = IPAddress.Parse("10.0.0.1");

    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7")]
    [InlineData("6.6.6.6, 203.0.113.7", "203.0.113.7")]
    [InlineData("6.6.6.6, 203.0.113.7, 10.0.0.9", "203.0.113.7")]
    [InlineData("6.6.6.6,203.0.113.7:51234", "203.0.113.7")]
    [InlineData("[2001:db8::7]:51234", "2001:db8::7")]
    [InlineData("[2001:db8::7]", "2001:db8::7")]
    [InlineData("2001:db8::7", "2001:db8::7")]
    [InlineData("::ffff:203.0.113.7, ::ffff:10.0.0.9", "203.0.113.7")]
    [InlineData("10.0.0.8, 10.0.0.9", "10.0.0.8")]
    [InlineData("203.0.113.7, unknown", "10.0.0.1")]
    [InlineData("203.0.113.7, unknown, 10.0.0.9", "10.0.0.9")]
    [InlineData("203.0.113.7,", "10.0.0.1")]
    [InlineData(" , ", "10.0.0.1")]
    [InlineData("1", "10.0.0.1")]
    [InlineData("127.1", "10.0.0.1")]
    [InlineData("0x7f.1", "10.0.0.1")]
    [InlineData("01.02.03.04", "10.0.0.1")]
    [InlineData("1.2.3.4.5", "10.0.0.1")]
    [InlineData("256.1.1.1", "10.0.0.1")]
    [InlineData("1.2.3.4:", "10.0.0.1")]
    [InlineData("1.2.3.4:123456", "10.0.0.1")]
    [InlineData("1.2.3.4:8a", "10.0.0.1")]
    [InlineData("[1.2.3.4]", "10.0.0.1")]
    [InlineData("[::1", "10.0.0.1")]
    [InlineData("fe80::1%eth0", "10.0.0.1")]
    [InlineData("2001:db8::01.2.3.4", "10.0.0.1")]
    [InlineData("\"203.0.113.7\"", "10.0.0.1")]
    public void Find_ForwardedFor_IsTheRightmostUntrustedEntry(string header, string expected) =>
        Find(header).ShouldBe(IPAddress.Parse(expected));

    [Theory]
    [InlineData("for=203.0.113.7", "203.0.113.7")]
    [InlineData("For=6.6.6.6, for=203.0.113.7;proto=https;by=10.0.0.1", "203.0.113.7")]
    [InlineData("proto=http; FOR=\"203.0.113.7:4711\"", "203.0.113.7")]
    [InlineData("for=\"[2001:db8:cafe::17]:4711\"", "2001:db8:cafe::17")]
    [InlineData("for=\"[2001:db8:cafe::17]\", for=10.0.0.9", "2001:db8:cafe::17")]
    [InlineData("for=203.0.113.7;host=\"a,b;c\"", "203.0.113.7")]
    [InlineData("for=\", for=203.0.113.7", "203.0.113.7")]
    [InlineData("for=unknown", "10.0.0.1")]
    [InlineData("for=_hidden, for=10.0.0.9", "10.0.0.9")]
    [InlineData("for=\"_SEVKISEK\"", "10.0.0.1")]
    [InlineData("proto=https", "10.0.0.1")]
    [InlineData("for=6.6.6.6;for=203.0.113.7", "10.0.0.1")]
    [InlineData("203.0.113.7", "10.0.0.1")]
    [InlineData("for=\"203.0.113.7", "10.0.0.1")]
    [InlineData("=;;=", "10.0.0.1")]
    public void Find_Rfc7239_IsTheRightmostUntrustedNode(string header, string expected) =>
        Find(header, "Forwarded").ShouldBe(IPAddress.Parse(expected));

    [Fact]
    public void Find_UntrustedPeer_IgnoresTheHeader()
    {
        var peer = IPAddress.Parse("198.51.100.4");

        Create("X-Forwarded-For", "10.0.0.0/8").Find(peer, "203.0.113.7").ShouldBe(peer);
        Create("X-Forwarded-For").Find(Proxy, "203.0.113.7").ShouldBe(Proxy);
        Create("X-Forwarded-For", "10.0.0.0/8").Find(null, "203.0.113.7").ShouldBeNull();
    }

    [Fact]
    public void Find_ProxyAsMappedAddress_IsTrustedLikeItsIPv4() =>
        Create("X-Forwarded-For", "10.0.0.0/8").Find(Proxy.MapToIPv6(), "203.0.113.7").ShouldBe(IPAddress.Parse("203.0.113.7"));

    [Fact]
    public void Find_ChainLongerThanTheCap_StopsAtATrustedHop() =>
        Find("203.0.113.7," + string.Join(',', Enumerable.Repeat("10.0.0.9", 40))).ShouldBe(IPAddress.Parse("10.0.0.9"));

    [Theory]
    [InlineData("X-Forwarded-For")]
    [InlineData("Forwarded")]
    public void Find_AnyText_NeverThrowsAndNeverInventsAnAddress(string name) =>
        Gen.OneOf(Gen.String, Gen.String["0123456789.:[]\",;= forx%/\\"]).Sample(header =>
        {
            var found = Find(header, name);
            return found!.Equals(Proxy) || Uri.CheckHostName(found.ToString()) is UriHostNameType.IPv4 or UriHostNameType.IPv6;
        });

    [Theory]
    [InlineData("X-Forwarded-For", "10.0.0.9, ")]
    [InlineData("Forwarded", "for=10.0.0.9, ")]
    [InlineData("Forwarded", "\"")]
    [InlineData("Forwarded", "\\\"")]
    public void Find_TenTimesTheText_TakesAboutTenTimesAsLongAtMost(string name, string entry)
    {
        var (some, many) = (string.Concat(Enumerable.Repeat(entry, 3_000)), string.Concat(Enumerable.Repeat(entry, 30_000)));
        Best(name, some); // compiled by then

        Best(name, many).ShouldBeLessThan(Best(name, some) * 30); // what takes the square of the length would take a hundred times as long
    }

    /// <summary>The shortest of several measurements of some calls each; the others were interrupted.</summary>
    private static TimeSpan Best(string name, string header)
    {
        var address = Create(name, "10.0.0.0/8");
        return Enumerable.Range(0, 15).Min(_ =>
        {
            var started = Stopwatch.GetTimestamp();
            for (var call = 0; call < 10; call++)
            {
                address.Find(Proxy, header);
            }

            return Stopwatch.GetElapsedTime(started);
        });
    }

    private static IPAddress? Find(string header, string name = "X-Forwarded-For") => Create(name, "10.0.0.0/8").Find(Proxy, header);

    private static ForwardedAddress Create(string name, params string[] proxies)
    {
        var options = new IdentifyingOptions { ForwardedHeader = name };
        foreach (var proxy in proxies)
        {
            options.TrustedProxies.Add(proxy);
        }

        return new ForwardedAddress(Options.Create(options));
    }
}
