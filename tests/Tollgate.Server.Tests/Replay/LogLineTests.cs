using Shouldly;
using Tollgate.Server.Replay;
using Xunit;

namespace Tollgate.Server.Tests.Replay;

public sealed class LogLineTests
{
    [Fact]
    public void Parse_Combined_ReadsHostTimeMethodAndPath()
    {
        var entry = Parse("""83.149.9.216 - frank [17/May/2015:10:05:03 +0000] "GET /a/b?c=d HTTP/1.1" 200 203 "http://x/\"y" "Mozilla [x]" """);

        entry.ShouldNotBeNull();
        (entry.Host, entry.Method, entry.Path).ShouldBe(("83.149.9.216", "GET", "/a/b"));
        entry.At.ShouldBe(new DateTimeOffset(2015, 5, 17, 10, 5, 3, TimeSpan.Zero).ToUnixTimeMilliseconds());
    }

    [Theory]
    [InlineData("17/May/2015:10:05:03 +0000", "2015-05-17T10:05:03Z")]
    [InlineData("17/May/2015:10:05:03 +0200", "2015-05-17T08:05:03Z")]
    [InlineData("01/Jan/2016:00:30:00 +0530", "2015-12-31T19:00:00Z")]
    [InlineData("31/Dec/2015:23:30:00 -0330", "2016-01-01T03:00:00Z")]
    [InlineData("29/Feb/2016:12:00:00 +0000", "2016-02-29T12:00:00Z")]
    [InlineData("31/Dec/2016:23:59:60 +0000", "2016-12-31T23:59:59Z")]
    public void Parse_TimeZone_CountsIntoTheInstant(string time, string expected) =>
        Parse($"""1.2.3.4 - - [{time}] "GET / HTTP/1.1" 200 1""")!.At.ShouldBe(DateTimeOffset.Parse(expected, null).ToUnixTimeMilliseconds());

    [Theory]
    [InlineData("""2001:db8::1 - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 200 -""", "2001:db8::1")]
    [InlineData("""client.example.org - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 304 -""", "client.example.org")]
    public void Parse_OtherHosts_AreTaken(string line, string host) => Parse(line)!.Host.ShouldBe(host);

    [Theory]
    [InlineData("\"-\" 408 -", "", "/")]
    [InlineData("\"\\x16\\x03\\x01\" 400 226", "", "/")]
    [InlineData("\"GET http://evil/ HTTP/1.1\" 400 226", "GET", "/")]
    [InlineData("\"GET /only-path\" 200 1", "GET", "/only-path")]
    [InlineData("\"GET /quo\\\"ted HTTP/1.1\" 200 1", "GET", "/quo\\\"ted")]
    public void Parse_OddRequests_StillCount(string rest, string method, string path)
    {
        var entry = Parse($"1.2.3.4 - - [17/May/2015:10:05:03 +0000] {rest}")!;

        (entry.Method, entry.Path).ShouldBe((method, path));
    }

    [Theory]
    [InlineData("this is no log line", "client address")]
    [InlineData("1.2.3.4", "client address")]
    [InlineData(" - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 1", "client address")]
    [InlineData("<b> - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 1", "client address")]
    [InlineData("1.2.3.4 - - [17/May/2015 10:05:03 +0000] \"GET / HTTP/1.1\" 200 1", "no time")]
    [InlineData("1.2.3.4 - - [30/Feb/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 1", "no time")]
    [InlineData("1.2.3.4 - - [17/Mai/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 1", "no time")]
    [InlineData("1.2.3.4 - - [17/May/2015:24:05:03 +0000] \"GET / HTTP/1.1\" 200 1", "no time")]
    [InlineData("1.2.3.4 - - [17/May/2015:10:05:03] \"GET / HTTP/1.1\" 200 1", "no time")]
    [InlineData("1.2.3.4 - - [17/May/2015:10:05:03 +0000", "no time")]
    [InlineData("1.2.3.4 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP", "double quotes")]
    [InlineData("1.2.3.4 - - [17/May/2015:10:05:03 +0000] GET / 200", "double quotes")]
    [InlineData("1.2.3.4 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\"", "status")]
    [InlineData("1.2.3.4 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" ok", "status")]
    public void Parse_Malformed_SaysWhy(string line, string reason)
    {
        LogLine.Parse(line, 1, out var said).ShouldBeNull();

        said.ShouldContain(reason);
    }

    private static LogEntry? Parse(string line) => LogLine.Parse(line, 1, out _);
}
