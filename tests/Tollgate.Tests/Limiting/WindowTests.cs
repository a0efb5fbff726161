using CsCheck;
using Shouldly;
using Tollgate.Limiting;
using Xunit;

namespace Tollgate.Tests.Limiting;

public sealed class WindowTests
{
    private static readonly string[] Zones = ["UTC", "Europe/Berlin", "America/Sao_Paulo", "Pacific/Apia", "Asia/Kolkata", "America/St_Johns", "Australia/Lord_Howe"];

    private static readonly string[] Names = ["minute", "hour", "day", "week", "month", "PT15M", "PT6H", "P2D", "P2W", "P3M", "P1Y", "PT1S"];

    [Fact]
    public void Spans_OfAnyWindowZoneAndAnchor_TileTheTimeLine() =>
        Gen.Select(Gen.Int[0, 11].Select(i => Names[i]), Gen.Int[0, 6].Select(i => Zones[i]), Gen.Long[0, 4_102_444_800_000], Gen.Long[946_684_800_000, 2_000_000_000_000], Gen.Bool)
            .Sample((name, zone, instant, anchor, isAnchored) =>
            {
                var window = Window.Parse(name) with
                {
                    TimeZone = TimeZoneInfo.FindSystemTimeZoneById(zone),
                    Anchor = isAnchored && name is "month" or "P3M" ? anchor : null,
                };
                var span = window.At(instant);
                return span.Contains(instant)
                    && window.At(span.Start) == span
                    && window.At(span.End - 1) == span
                    && window.At(span.End).Start == span.End
                    && window.At(span.Start - 1).End == span.Start
                    && TimeSpan.FromMilliseconds(span.End - span.Start) <= window.LongestLength + TimeSpan.FromHours(24);
            }, iter: 4_000);

    [Theory]
    [InlineData("2026-01-31T10:00:00Z", new[] { "2026-02-28T10:00:00Z", "2026-03-31T10:00:00Z", "2026-04-30T10:00:00Z", "2026-05-31T10:00:00Z" })]
    [InlineData("2026-01-29T00:00:00Z", new[] { "2026-02-28T00:00:00Z", "2026-03-29T00:00:00Z", "2026-04-29T00:00:00Z", "2026-05-29T00:00:00Z" })]
    [InlineData("2027-11-30T00:00:00Z", new[] { "2027-12-30T00:00:00Z", "2028-01-30T00:00:00Z", "2028-02-29T00:00:00Z", "2028-03-30T00:00:00Z" })]
    [InlineData("2028-02-29T00:00:00Z", new[] { "2028-03-29T00:00:00Z", "2028-04-29T00:00:00Z", "2028-05-29T00:00:00Z", "2028-06-29T00:00:00Z" })]
    public void Month_AnchoredLateInTheMonth_ClampsToTheLastDayAndComesBack(string anchor, string[] starts)
    {
        var window = Window.Month with { Anchor = Instant(anchor) };
        foreach (var start in starts)
        {
            window.At(Instant(start)).Start.ShouldBe(Instant(start));
            window.At(Instant(start) - 1).End.ShouldBe(Instant(start));
        }
    }

    [Fact]
    public void Month_BeforeItsAnchor_HasPeriodsToo()
    {
        var window = Window.Month with { Anchor = Instant("2026-03-31T00:00:00Z") };
        window.At(Instant("2026-02-28T00:00:00Z")).ShouldBe(new WindowSpan(Instant("2026-02-28T00:00:00Z"), Instant("2026-03-31T00:00:00Z")));
    }

    [Theory]
    [InlineData("2026-02-10T12:00:00Z", 28)]
    [InlineData("2028-02-10T12:00:00Z", 29)]
    [InlineData("2026-12-31T23:59:59Z", 31)]
    [InlineData("2026-04-01T00:00:00Z", 30)]
    public void Month_OfTheCalendar_HasItsOwnLength(string instant, int days)
    {
        var span = Window.Month.At(Instant(instant));
        TimeSpan.FromMilliseconds(span.End - span.Start).ShouldBe(TimeSpan.FromDays(days));
    }

    [Theory]
    [InlineData("2026-03-29T12:00:00Z", "Europe/Berlin", 23)]
    [InlineData("2026-10-25T12:00:00Z", "Europe/Berlin", 25)]
    [InlineData("2018-11-04T12:00:00Z", "America/Sao_Paulo", 23)] // midnight itself does not exist that day
    public void Day_WhenClocksChange_IsAsLongAsTheCalendarSays(string instant, string zone, int hours)
    {
        var window = Window.Day with { TimeZone = TimeZoneInfo.FindSystemTimeZoneById(zone) };
        var span = window.At(Instant(instant));
        TimeSpan.FromMilliseconds(span.End - span.Start).ShouldBe(TimeSpan.FromHours(hours));
    }

    [Fact]
    public void Day_ThatAZoneSkipped_DoesNotExist()
    {
        var window = Window.Day with { TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Pacific/Apia") };
        var last = window.At(Instant("2011-12-30T09:59:59Z"));
        last.ShouldBe(new WindowSpan(Instant("2011-12-29T10:00:00Z"), Instant("2011-12-30T10:00:00Z")));
        window.At(last.End).ShouldBe(new WindowSpan(last.End, Instant("2011-12-31T10:00:00Z")));
    }

    [Fact]
    public void Week_StartsOnMonday() =>
        DateTimeOffset.FromUnixTimeMilliseconds(Window.Week.At(Instant("2026-11-24T09:00:00Z")).Start)
            .ShouldBe(new DateTimeOffset(2026, 11, 23, 0, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData("")]
    [InlineData("fortnight")]
    [InlineData("P0D")]
    [InlineData("P")]
    [InlineData("PT")]
    [InlineData("PT-5M")]
    [InlineData("PT1M30S")]
    [InlineData("P1.5D")]
    [InlineData("PT99999999999M")]
    [InlineData("P+5D")]
    [InlineData("15m")]
    public void Parse_OfSomethingElse_NamesItAndTheWayOut(string text)
    {
        var error = Should.Throw<FormatException>(() => Window.Parse(text));
        error.Message.ShouldContain($"'{text}'");
        error.Message.ShouldContain("PT15M");
    }

    [Fact]
    public void TryParse_OfAnyText_NeverThrows() => Gen.String.Sample(text => Window.TryParse(text, out _) || true, iter: 5_000);

    private static long Instant(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
}
