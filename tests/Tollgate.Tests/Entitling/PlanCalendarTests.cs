using CsCheck;
using Shouldly;
using Tollgate.Entitling;
using Xunit;

namespace Tollgate.Tests.Entitling;

/// <summary>Month windows against a payment provider that bills month after month from one anchor.</summary>
public sealed class PlanCalendarTests
{
    private static readonly Gen<string?> Zone = Gen.Int[0, 4].Select(i => new[] { null, "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia" }[i]);

    // Any day and time from 2024 (a leap year) on; days 29 to 31 come up often enough.
    private static readonly Gen<DateTimeOffset> Anchor = Gen.Select(Gen.Int[2024, 2030], Gen.Int[1, 12], Gen.Int[1, 31], Gen.Int[0, 86_399]).Select(
        (year, month, day, second) => new DateTimeOffset(year, month, Math.Min(day, DateTime.DaysInMonth(year, month)), 0, 0, 0, TimeSpan.Zero).AddSeconds(second));

    [Fact]
    public void Month_OfAMonthlySubscription_IsExactlyThePeriodInEveryZone() => Gen.Select(Anchor, Gen.Int[0, 60], Zone, Gen.Double[0, 1]).Sample(
        (anchor, number, zone, share) =>
        {
            var (start, end) = (anchor.AddMonths(number), anchor.AddMonths(number + 1));

            var span = MonthAt(start + ((end - start) * (share * 0.999999)), start, end, zone);

            (span.Start, span.End).ShouldBe((start.ToUnixTimeMilliseconds(), end.ToUnixTimeMilliseconds()));
        },
        iter: 20_000);

    [Fact]
    public void Month_AtTheRenewal_BelongsToTheNewPeriodBeforeAndAfterItIsHeardOf() => Gen.Select(Anchor, Gen.Int[0, 60], Zone).Sample(
        (anchor, number, zone) =>
        {
            var (start, end, next) = (anchor.AddMonths(number), anchor.AddMonths(number + 1), anchor.AddMonths(number + 2));

            MonthAt(end.AddMilliseconds(-1), start, end, zone).End.ShouldBe(end.ToUnixTimeMilliseconds());
            MonthAt(end, start, end, zone).Start.ShouldBe(end.ToUnixTimeMilliseconds());
            MonthAt(end, end, next, zone).ShouldBe(new WindowSpan(end.ToUnixTimeMilliseconds(), next.ToUnixTimeMilliseconds()));
        },
        iter: 20_000);

    [Fact]
    public void Month_OfAnAnnualSubscription_TilesTheYearAndEndsWithIt() => Gen.Select(Anchor, Gen.Int[0, 4], Zone).Sample(
        (anchor, years, zone) =>
        {
            var (start, end) = (anchor.AddYears(years), anchor.AddYears(years + 1));
            var (at, months) = (start.ToUnixTimeMilliseconds(), 0);
            while (at < end.ToUnixTimeMilliseconds())
            {
                var span = MonthAt(DateTimeOffset.FromUnixTimeMilliseconds(at), start, end, zone);
                span.Start.ShouldBe(at);
                (span.End - span.Start).ShouldBeInRange((28 * 86_400_000L) - 3_600_000, (31 * 86_400_000L) + 3_600_000);
                (at, months) = (span.End, months + 1);
            }

            at.ShouldBe(end.ToUnixTimeMilliseconds());
            months.ShouldBe(12);
        },
        iter: 5_000);

    [Theory]
    [InlineData(2027, new[] { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 })]
    [InlineData(2028, new[] { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 })]
    public void Month_AnnualFromThe31st_ClampsAndReturns(int year, int[] days)
    {
        var start = new DateTimeOffset(year, 1, 31, 9, 0, 0, TimeSpan.Zero);

        var starts = Enumerable.Range(0, 12).Select(i => new DateTimeOffset(year, i + 1, days[i], 9, 0, 0, TimeSpan.Zero));

        starts.ShouldAllBe(s => MonthAt(s, start, start.AddYears(1), null).Start == s.ToUnixTimeMilliseconds());
    }

    [Fact]
    public void Month_OfAPeriodThatIsNoMonth_EndsWithIt() => Gen.Select(Anchor, Gen.Int[1, 40], Zone).Sample(
        (start, days, zone) =>
        {
            var end = start.AddDays(days);

            MonthAt(end.AddMilliseconds(-1), start, end, zone).End.ShouldBe(end.ToUnixTimeMilliseconds());
            MonthAt(end, end, end.AddMonths(1), zone).Start.ShouldBe(end.ToUnixTimeMilliseconds());
        },
        iter: 10_000);

    [Fact]
    public void Month_OfATrialThatEndsInTheHourThatHappensTwice_EndsWithIt()
    {
        var end = DateTimeOffset.Parse("2027-10-31T01:34:37Z", null); // 2:34 in Berlin, the second time

        MonthAt(end.AddMilliseconds(-1), end.AddDays(-39), end, "Europe/Berlin").End.ShouldBe(end.ToUnixTimeMilliseconds());
    }

    [Fact]
    public void Month_OfAPeriodKeptByHand_FollowsTheClockOfTheZone()
    {
        var (start, end) = (DateTimeOffset.Parse("2027-03-15T00:00+01:00", null), DateTimeOffset.Parse("2027-04-15T00:00+02:00", null));

        MonthAt(end, start, end, "Europe/Berlin").End.ShouldBe(DateTimeOffset.Parse("2027-05-15T00:00+02:00", null).ToUnixTimeMilliseconds());
        MonthAt(start, start, end, "Europe/Berlin").End.ShouldBe(end.ToUnixTimeMilliseconds());
    }

    private static WindowSpan MonthAt(DateTimeOffset at, DateTimeOffset start, DateTimeOffset? end, string? zone) =>
        PlanCalendar.Of(new Plan { Name = "pro", Month = MonthWindow.Subscription, TimeZone = zone }, start, end).Apply(Window.Month).At(at.ToUnixTimeMilliseconds());
}
