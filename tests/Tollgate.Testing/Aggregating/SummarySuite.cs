using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Tollgate.Administering;
using Tollgate.Aggregating;
using Tollgate.Recording;
using Tollgate.Testing.Hosting;
using Tollgate.Testing.Recording;
using Xunit;

namespace Tollgate.Testing.Aggregating;

/// <summary>Sums equal the events, whatever is late, repeated, concurrent or cut off.</summary>
public abstract class SummarySuite(IStoreHost host) : StoreSuite(host)
{
    private const long Hour = 3_600_000;
    private const long Day = 24 * Hour;
    private static readonly long Today = Events.Noon.AddHours(-12).ToUnixTimeMilliseconds();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Sum_RandomStream_EqualsTheEvents(int seed)
    {
        var clock = new FakeTimeProvider(Events.Noon);
        var node = await SetUpAsync(clock);
        var (store, summing, random) = (node.Get<IUsageStore>(), node.Get<SumUsage>(), new RandomEvents(seed));
        var counted = new CountedUsage();
        for (var round = 0; round < 6; round++)
        {
            var batch = random.Batch(150);
            counted.Add(batch);
            await store.AddAsync(batch, Token);
            await (round switch
            {
                0 or 3 => summing.RunAsync(null, Token),
                1 => CutOffAsync(summing),
                4 => Task.WhenAll(summing.RunAsync(null, Token), summing.RunAsync(null, Token), store.AddAsync(batch, Token)),
                _ => Task.CompletedTask,
            });
        }

        await summing.RunAsync(null, Token);
        await ShouldEqualAsync(node, counted); // today from its hours
        clock.Advance(TimeSpan.FromDays(1));
        await summing.RunAsync(null, Token);
        (await node.Get<IUsageSummaryStore>().FindUnsummedAsync(Token)).Days.ShouldBeEmpty();
        await ShouldEqualAsync(node, counted);
    }

    [Fact]
    public async Task Sum_Repeated_ChangesNothing()
    {
        var node = await SetUpAsync(new FakeTimeProvider(Events.Noon.AddDays(2)));
        await node.Get<IUsageStore>().AddAsync([Events.Served("a", 1), Events.Refused("a", 2)], Token);

        (await node.Get<SumUsage>().RunAsync(null, Token)).ShouldBe(new SummedUsage(1, 1, 2, 0));
        (await node.Get<SumUsage>().RunAsync(null, Token)).ShouldBe(new SummedUsage(0, 0, 0, 0));
        await node.Get<IUsageSummaryStore>().SumHourAsync(Today + (12 * Hour), Token);
        await node.Get<IUsageSummaryStore>().SumDayAsync(Today, Token);

        (await node.Get<IUsageSummaryStore>().RankAsync(Today, Today + Day, RankedBy.Requests, 10, Token)).Single().Measures
            .ShouldBe(new UsageMeasures { Requests = 2, Succeeded = 1, Refused = 1, Cost = 6, Charged = 3, BytesIn = 20, BytesOut = 40, DurationMicroseconds = 1_234 });
    }

    [Fact]
    public async Task Sum_AfterTheEventsWereCleanedUp_KeepsTheSumsAndLeavesLateEventsOut()
    {
        var node = await SetUpAsync(new FakeTimeProvider(Events.Noon.AddDays(40)));
        var store = node.Get<IUsageStore>();
        await store.AddAsync([Events.Served("a", 1), Events.Served("a", 2)], Token);
        await node.Get<SumUsage>().RunAsync(null, Token);
        await store.DropOlderThanAsync(new DateOnly(2026, 11, 25), Token);
        await store.AddAsync([Events.Served("a", 3)], Token);

        var summed = await node.Get<SumUsage>().RunAsync(null, Token);

        summed.ShouldBe(new SummedUsage(0, 0, 0, 1));
        (await node.Get<SumUsage>().RunAsync(null, Token)).TooLate.ShouldBe(0); // said once
        (await ReadAsync(node, new UsageSelection(SummaryGrain.Day, Today, Today + Day))).Single().Measures.Requests.ShouldBe(2);
    }

    [Fact]
    public async Task Rank_DayMonthAndDays_GivesTheMostFirst()
    {
        var node = await SetUpAsync(new FakeTimeProvider(Events.Noon));
        var ann = await AddUserAsync(node);
        var sequence = 0;
        Tollgate.Recording.UsageEvent Of(string subject, long? user, int daysAgo) =>
            Events.Served("a", ++sequence, Events.Noon.AddDays(-daysAgo)) with { Subject = subject, UserId = user };
        var annSubject = $"user_{ann.Account.User.Id}";
        await node.Get<IUsageStore>().AddAsync(
            [
                Of(annSubject, ann.Account.User.Id, 0), Of(annSubject, ann.Account.User.Id, 1), Of(annSubject, ann.Account.User.Id, 1), Of("ip_x", null, 0), Of("ip_x", null, 0),
                Events.Refused("a", 99) with { Subject = "user_9999", UserId = 9_999 },
            ],
            Token);
        await node.Get<SumUsage>().RunAsync(null, Token);
        var (store, month) = (node.Get<IUsageSummaryStore>(), new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero));
        var (from, until) = (month.ToUnixTimeMilliseconds(), month.AddMonths(1).ToUnixTimeMilliseconds());

        Shown(await store.RankAsync(Today, Today + Day, RankedBy.Requests, 10, Token)).ShouldBe(["ip_x 2", $"user_9999 1", $"{annSubject} 1"], ignoreOrder: true);
        var ofMonth = await store.RankAsync(from, until, RankedBy.Requests, 10, Token);
        Shown(ofMonth).ShouldBe([$"{annSubject} 3", "ip_x 2", "user_9999 1"]);
        ofMonth.Select(r => r.UserName).ShouldBe([ann.Account.User.Name, null, null]);
        Shown(await store.RankAsync(Today - Day, Today + Day, RankedBy.Requests, 2, Token)).ShouldBe([$"{annSubject} 3", "ip_x 2"]);
        (await store.RankAsync(Today, Today + Day, RankedBy.Refused, 10, Token)).Single().Subject.ShouldBe("user_9999");
        (await store.RankAsync(from, until, RankedBy.Charged, 1, Token)).Single().Measures.Charged.ShouldBe(9);
    }

    [Theory]
    [InlineData(1)] // all alike
    [InlineData(4)] // a few have most
    public async Task Rank_AnySpan_EqualsTheSumsOfItsDays(int skew)
    {
        var node = await SetUpAsync(new FakeTimeProvider(Events.Noon));
        var random = new Random(skew);
        var events = Enumerable.Range(0, 3_000).Select(i =>
        {
            var subject = $"ip_{(int)(400 * Math.Pow(random.NextDouble(), skew)):000}";
            return Events.Served("a", i, Events.Noon.AddDays(-random.Next(4))) with { Subject = subject, UserId = null };
        }).ToList();
        await node.Get<IUsageStore>().AddAsync(events, Token);
        await node.Get<SumUsage>().RunAsync(null, Token);
        var expected = events.Where(e => e.At >= Today - (2 * Day)).GroupBy(e => e.Subject)
            .OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{g.Key} {g.Count()}").ToList();

        foreach (var limit in new[] { 1, 3, 20, 1_000 })
        {
            var ranked = await node.Get<IUsageSummaryStore>().RankAsync(Today - (2 * Day), Today + Day, RankedBy.Requests, limit, Token);
            Shown(ranked).ShouldBe(expected.Take(limit));
        }
    }

    [Theory]
    [InlineData(1)] // all alike
    [InlineData(4)] // a few have most
    public async Task Report_ByUserOrKeyOfASelection_ListsThoseWithTheMostOfIt(int skew)
    {
        var node = await SetUpAsync(new FakeTimeProvider(Events.Noon));
        var random = new Random(skew);
        var events = Enumerable.Range(0, 4_000).Select(i =>
        {
            var user = (long)(150 * Math.Pow(random.NextDouble(), skew));
            var isRare = random.Next(50) == 0;
            return Events.Served("a", i, Events.Noon.AddDays(-random.Next(3)).AddHours(-random.Next(3))) with
            {
                Subject = $"user_{user}",
                UserId = user,
                KeyId = random.Next(9) == 0 ? null : (user * 3) + random.Next(3) + 1,
                Plan = isRare ? "rare" : "free",
                Endpoint = random.Next(2) == 0 ? "/a" : "/b",
            };
        }).ToList();
        await node.Get<IUsageStore>().AddAsync(events, Token);
        await node.Get<SumUsage>().RunAsync(null, Token);

        foreach (var query in new UsageReportQuery[]
        {
            new() { By = UsageDimension.Key },
            new() { By = UsageDimension.Key, Endpoint = "/a", From = Events.Noon.AddDays(-1) },
            new() { By = UsageDimension.User, Plan = "rare" },
            new() { By = UsageDimension.User, Per = SummaryGrain.Hour, From = Events.Noon.AddHours(-2), Until = Events.Noon },
        })
        {
            var until = query.Until ?? DateTimeOffset.MaxValue;
            var from = query.From is { } first && query.Per is null ? first.AddHours(-12) : query.From ?? DateTimeOffset.MinValue; // whole days
            var counts = events.Where(e => e.At >= from.ToUnixTimeMilliseconds() && e.At < until.ToUnixTimeMilliseconds())
                .Where(e => (query.Plan ?? e.Plan) == e.Plan && (query.Endpoint ?? e.Endpoint) == e.Endpoint && (query.By == UsageDimension.User || e.KeyId is not null))
                .GroupBy(e => query.By == UsageDimension.Key ? $"key_{e.KeyId}" : e.Subject)
                .ToDictionary(g => g.Key, g => (long)g.Count());
            foreach (var limit in new[] { 1, 5, 40, 1_000 })
            {
                var report = await node.Get<ReportUsage>().RunAsync(query with { Limit = limit }, Token);
                var listed = report.Rows.GroupBy(r => r.Group!).ToDictionary(g => g.Key, g => g.Sum(r => r.Measures.Requests));
                listed.Values.OrderDescending().ShouldBe(counts.Values.OrderDescending().Take(limit), customMessage: $"{query} {limit}"); // of equals any
                listed.ShouldAllBe(l => counts[l.Key] == l.Value);
                report.IsCutOff.ShouldBe(counts.Count >= limit);
            }
        }
    }

    [Fact]
    public async Task Read_Filters_GiveOnlyWhatIsAskedFor()
    {
        var node = await SetUpAsync(new FakeTimeProvider(Events.Noon.AddDays(3)));
        var random = new RandomEvents(7).Batch(200);
        await node.Get<IUsageStore>().AddAsync(random, Token);
        await node.Get<SumUsage>().RunAsync(null, Token);

        foreach (var grain in new[] { SummaryGrain.Hour, SummaryGrain.Day })
        {
            var all = new UsageSelection(grain, Today - (3 * Day), Today + Day);
            (await ReadAsync(node, all with { Plan = "free", Endpoint = "/a", Country = "CH" }))
                .ShouldAllBe(s => s.Plan == "free" && s.Endpoint == "/a" && s.Country == "CH");
            var own = await ReadAsync(node, all with { Subject = "user_1", KeyId = 11 });
            own.ShouldNotBeEmpty();
            own.ShouldAllBe(s => s.Subject == "user_1" && s.KeyId == 11 && s.UserId == 1);
            (await ReadAsync(node, all with { From = Today + Day, Until = Today + (2 * Day) })).ShouldBeEmpty();
        }
    }

    /// <summary>What a reader does not tell apart may come added up, but never changed.</summary>
    [Theory]
    [InlineData(UsageDimension.None)]
    [InlineData(UsageDimension.User)]
    [InlineData(UsageDimension.Key)]
    [InlineData(UsageDimension.Endpoint)]
    [InlineData(UsageDimension.Plan)]
    [InlineData(UsageDimension.Country)]
    public async Task Read_Grouping_AddsUpWhatIsNotToldApart(UsageDimension by)
    {
        var node = await SetUpAsync(new FakeTimeProvider(Events.Noon));
        await node.Get<IUsageStore>().AddAsync(new RandomEvents(11).Batch(300), Token);
        await node.Get<SumUsage>().RunAsync(null, Token); // the days before have ended, this one is read from its hours

        UsagePart[] parts = [new("user_1", null, null, 0), new("user_2", 20, null, 0), new("user_2", 21, null, 0)];
        foreach (var grain in new[] { SummaryGrain.Hour, SummaryGrain.Day })
        {
            var all = new UsageSelection(grain, Today - (3 * Day), Today + (2 * Day));
            var some = all with { Plan = "free" };
            var selections = by is UsageDimension.User or UsageDimension.Key ? [] : new[] { all, some };
            foreach (var selection in selections.Append(all with { Subject = "user_1" }).Append(all with { Subject = "user_1", KeyId = 11 }).Append(all with { Parts = parts }))
            {
                foreach (var isByStart in new[] { true, false })
                {
                    var grouping = new UsageGrouping(by, isByStart);
                    var grouped = await ReadAsync(node, selection with { Grouping = grouping });
                    Merge(grouped.Select(s => ToldApart(s, grouping))).ShouldBe(
                        Merge((await ReadAsync(node, selection)).Select(s => ToldApart(s, grouping))), ignoreOrder: false, customMessage: $"{selection} by {grouping}");
                    grouped.ShouldNotBeEmpty();
                }
            }
        }
    }

    [Fact]
    public async Task Read_Parts_AreSubjectsAndKeysOfTheirs()
    {
        var node = await SetUpAsync(new FakeTimeProvider(Events.Noon.AddDays(3)));
        await node.Get<IUsageStore>().AddAsync(new RandomEvents(12).Batch(200), Token);
        await node.Get<SumUsage>().RunAsync(null, Token);
        var all = new UsageSelection(SummaryGrain.Day, Today - (3 * Day), Today + Day);

        var parts = await ReadAsync(node, all with { Parts = [new("user_1", null, null, 0), new("user_2", 21, null, 0)] });

        Merge(parts).ShouldBe(Merge([
            .. await ReadAsync(node, all with { Subject = "user_1" }),
            .. await ReadAsync(node, all with { Subject = "user_2", KeyId = 21 }),
        ]));
        (await ReadAsync(node, all with { Parts = [] })).ShouldBeEmpty();
    }

    [Fact]
    public async Task DropOlderThan_Grain_RemovesItsRowsOnly()
    {
        var node = await SetUpAsync(new FakeTimeProvider(Events.Noon.AddDays(2)));
        await node.Get<IUsageStore>().AddAsync([Events.Served("a", 1, Events.Noon.AddDays(-1)), Events.Served("a", 2)], Token);
        await node.Get<SumUsage>().RunAsync(null, Token);
        var store = node.Get<IUsageSummaryStore>();
        var both = new UsageSelection(SummaryGrain.Day, Today - Day, Today + Day) { Subject = "user_42" };

        (await store.DropOlderThanAsync(SummaryGrain.Hour, Today, isDryRun: true, Token)).ShouldBe(2);
        (await ReadAsync(node, both with { Grain = SummaryGrain.Hour })).Count.ShouldBe(2);
        (await store.DropOlderThanAsync(SummaryGrain.Hour, Today, isDryRun: false, Token)).ShouldBe(2); // the detail and everybody's
        (await ReadAsync(node, both with { Grain = SummaryGrain.Hour })).Count.ShouldBe(1);
        (await ReadAsync(node, both)).Count.ShouldBe(2);
        (await store.DropOlderThanAsync(SummaryGrain.Day, Today, isDryRun: false, Token)).ShouldBe(3);
        (await ReadAsync(node, both)).Count.ShouldBe(1);
        (await store.DropOlderThanAsync(SummaryGrain.Month, Today, isDryRun: false, Token)).ShouldBe(1);
    }

    private static async Task CutOffAsync(SumUsage summing)
    {
        using var cut = CancellationTokenSource.CreateLinkedTokenSource(Token);
        cut.CancelAfter(TimeSpan.FromMilliseconds(30));
        try
        {
            await summing.RunAsync(null, cut.Token);
        }
        catch (OperationCanceledException)
        {
            Token.ThrowIfCancellationRequested(); // the cut was meant, the end of the test run is not
        }
    }

    private static async Task ShouldEqualAsync(TestNode node, CountedUsage counted)
    {
        var store = node.Get<IUsageSummaryStore>();
        foreach (var (grain, length) in new[] { (SummaryGrain.Hour, Hour), (SummaryGrain.Day, Day) })
        {
            var all = new UsageSelection(grain, Today - (5 * Day), Today + Day);
            Merge(await ReadAsync(node, all)).ShouldBe(
                counted.Lines(e => (e.At - (e.At % length), Detail(null, null, e.Endpoint, e.Plan, e.Country))), ignoreOrder: false, customMessage: $"{grain} of everybody");
            var own = new List<string>();
            foreach (var subject in counted.Events.Select(e => e.Subject).Distinct())
            {
                own.AddRange(Merge(await ReadAsync(node, all with { Subject = subject })));
            }

            own.Order(StringComparer.Ordinal).ShouldBe(
                counted.Lines(e => (e.At - (e.At % length), Detail(e.Subject, e.KeyId, e.Endpoint, e.Plan, e.Country))), ignoreOrder: false, customMessage: $"{grain} of each subject");
        }

        var days = new List<string>();
        foreach (var subject in counted.Events.Select(e => e.Subject).Distinct())
        {
            days.AddRange((await store.ReadDaysAsync(subject, Today - (5 * Day), Today + Day, Token)).Select(d => CountedUsage.Line(d.Day, subject, d.Measures)));
        }

        days.Order(StringComparer.Ordinal).ShouldBe(counted.MeasureLines(e => (e.At - (e.At % Day), e.Subject)), ignoreOrder: false, customMessage: "days of subjects");
        var month = new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
        (await store.RankAsync(month.ToUnixTimeMilliseconds(), month.AddMonths(1).ToUnixTimeMilliseconds(), RankedBy.Requests, 100, Token))
            .Select(r => CountedUsage.Line(0, r.Subject, r.Measures)).Order(StringComparer.Ordinal)
            .ShouldBe(counted.MeasureLines(e => (0, e.Subject)), ignoreOrder: false, customMessage: "months of subjects");
    }

    /// <summary>A day that is not summed yet comes as its hours.</summary>
    private static List<string> Merge(IEnumerable<UsageSummary> summaries)
    {
        var lines = new List<string>();
        foreach (var group in summaries.GroupBy(s => (s.Start, Group: Detail(s.Subject, s.KeyId, s.Endpoint, s.Plan, s.Country))))
        {
            var merged = new UsageSummary { Start = group.Key.Start };
            foreach (var summary in group)
            {
                merged.Durations.Add(summary.Durations);
                merged.Addresses.Add(summary.Addresses.Hashes);
                merged = merged with { Measures = merged.Measures + summary.Measures };
            }

            lines.Add(CountedUsage.Line(merged, group.Key.Group));
        }

        return [.. lines.Order(StringComparer.Ordinal)];
    }

    private static UsageSummary ToldApart(UsageSummary summary, UsageGrouping grouping) => new()
    {
        Start = grouping.IsByStart ? summary.Start : 0,
        Subject = grouping.By == UsageDimension.User ? summary.Subject : null,
        KeyId = grouping.By == UsageDimension.Key ? summary.KeyId : null,
        Endpoint = grouping.By == UsageDimension.Endpoint ? summary.Endpoint : "",
        Plan = grouping.By == UsageDimension.Plan ? summary.Plan : null,
        Country = grouping.By == UsageDimension.Country ? summary.Country : null,
        Measures = summary.Measures,
        Durations = summary.Durations,
        Addresses = summary.Addresses,
    };

    private static string Detail(string? subject, long? key, string endpoint, string? plan, string? country) => $"{subject} {key} {endpoint} {plan} {country}";

    private static IEnumerable<string> Shown(IReadOnlyList<SubjectUsage> ranked) => ranked.Select(r => $"{r.Subject} {r.Measures.Requests}");

    private static async Task<List<UsageSummary>> ReadAsync(TestNode node, UsageSelection selection) =>
        await node.Get<IUsageSummaryStore>().ReadAsync(selection, Token).ToListAsync(Token);

    private async Task<TestNode> SetUpAsync(TimeProvider clock)
    {
        var node = await EmptyAsync(clock);
        await node.Get<SetUp>().RunAsync(null, Token);
        return node;
    }
}
