using CsCheck;
using Shouldly;
using Tollgate.Billing;
using Tollgate.Billing.Metering;
using Tollgate.Entitling;
using Xunit;

namespace Tollgate.Tests.Billing;

public sealed class MeterPlannerTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 10, 8, 23, 17, TimeSpan.Zero);
    private static readonly MeteringOptions Options = new();

    [Fact]
    public void Plan_TwoSegmentsOfAMeter_GetDifferentMinutes()
    {
        var customer = Customer(Segment(1, "a", usage: 5), Segment(2, "b", usage: 7));

        var events = Added(customer, Start.AddDays(2));

        events.Select(e => e.Units).ShouldBe([5, 7]);
        events.Select(e => e.At).ShouldBeUnique();
        events.Select(e => e.Identifier).ShouldBe(["tg_cus_1_1_1", "tg_cus_1_2_1"]);
    }

    [Fact]
    public void Plan_SameFacts_GiveTheSameIdentifiers()
    {
        var customer = Customer(Segment(1, "a", usage: 5));

        Added(customer, Start.AddDays(2)).Single().Identifier.ShouldBe(Added(customer, Start.AddDays(3)).Single().Identifier);
    }

    [Fact]
    public void Plan_LongCustomerReference_KeepsTheIdentifierShort() =>
        Added(Customer(Segment(long.MaxValue, "a", usage: 5)) with { Reference = new string('c', 255) }, Start.AddDays(2)).Single().Identifier.Length.ShouldBeLessThanOrEqualTo(100);

    [Fact]
    public void Plan_AnyMoment_GivesATimeInThePeriodAndInThePast() => Gen.Select(Gen.Int[1, 60 * 24 * 31], Gen.Int[0, 5]).Sample((minutes, events) =>
    {
        var now = Start.AddMinutes(minutes);
        var segment = Segment(1, "a", usage: 100);
        var customer = Customer(segment);
        for (var i = 0; i < events; i++)
        {
            if (Added(customer, now) is not [var added])
            {
                break;
            }

            (added.At >= segment.Segment.PeriodStart && added.At <= segment.Segment.PeriodEnd.AddSeconds(-1) && added.At <= now).ShouldBeTrue($"{added.At:o} at {now:o}");
            segment = segment with { Usage = segment.Usage + 1, Events = [.. segment.Events, added] };
            segment.Events.Select(e => e.At).ShouldBeUnique();
            customer = Customer(segment);
        }
    });

    [Fact]
    public void Hours_OfPeriodsInARow_BelongToOneEach() => Gen.Select(Gen.Int[1, 5_000], Gen.Int[1, 5_000], Gen.Int[0, 59]).Sample((first, second, minute) =>
    {
        var start = new DateTimeOffset(2026, 3, 10, 8, minute, 17, TimeSpan.Zero);
        BillingSegment[] segments =
        [
            Period(1, start, start.AddMinutes(first)), Period(2, start.AddMinutes(first), start.AddMinutes(first + second)),
        ];

        var hours = SegmentHours.Of(segments, [new Subscription { UserId = 1, PlanName = "a", Reference = "sub_1" }], start);

        var all = hours.Values.SelectMany(h => h).SelectMany(r => Enumerable.Range(0, (int)((r.Until - r.From) / 3_600_000)).Select(i => r.From + (i * 3_600_000L))).Order().ToList();
        all.ShouldBeUnique();
        all.Count.ShouldBe((int)((HourRange.Down(segments[1].PeriodEnd.ToUnixTimeMilliseconds()) - HourRange.Down(start.ToUnixTimeMilliseconds())) / 3_600_000));
    });

    [Fact]
    public void Hours_OfTwoSubscriptionsToAPlan_AreBilledOnce()
    {
        BillingSegment[] segments = [Period(1, Start, Start.AddDays(30)), Period(2, Start.AddDays(10), Start.AddDays(20), "sub_2")];

        var hours = SegmentHours.Of(segments, [], Start);

        hours[2].ShouldHaveSingleItem();
        hours[1].Count.ShouldBe(2); // before and after the other one
        hours.Values.SelectMany(h => h).Sum(r => r.Until - r.From).ShouldBe(30L * 24 * 3_600_000);
    }

    [Fact]
    public void Validate_EverySettingOutOfRange_IsReportedAtOnce()
    {
        var options = new MeteringOptions
        {
            Interval = TimeSpan.Zero, Lateness = TimeSpan.FromDays(2), Grace = TimeSpan.FromDays(4), EventsPerSecond = 0, Concurrency = 65,
            Timeout = TimeSpan.Zero, FirstPause = TimeSpan.Zero, BacklogAge = TimeSpan.Zero,
        };

        new MeteringOptionsValidator().Validate(null, options).Failures!.Count().ShouldBe(8);
        new MeteringOptionsValidator().Validate(null, new MeteringOptions()).Succeeded.ShouldBeTrue();
    }

    private static List<MeterEvent> Added(MeteredCustomer customer, DateTimeOffset now) =>
        [.. MeterPlanner.Plan(customer, false, now, Options).OfType<MeterStep.Add>().Select(s => s.Event)];

    private static MeteredCustomer Customer(params MeteredSegment[] segments) => new(1, "cus_1", false, segments);

    private static MeteredSegment Segment(long id, string plan, long usage) => new(Period(id, Start, Start.AddMonths(1), plan: plan), usage, false, []);

    private static BillingSegment Period(long id, DateTimeOffset start, DateTimeOffset end, string subscription = "sub_1", string plan = "a") => new()
    {
        Id = id, UserId = 1, SubscriptionReference = subscription, PeriodStart = start, PeriodEnd = end, PlanName = plan, Meter = "m",
    };
}
