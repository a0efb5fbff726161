using Shouldly;
using Tollgate.Entitling;
using Tollgate.Recording;
using Tollgate.Server.Replay;
using Xunit;

namespace Tollgate.Server.Tests.Replay;

/// <summary>The plan lab refuses what a plain count refuses.</summary>
public sealed class PlanTrialTests
{
    private static readonly DateTimeOffset Start = new(2026, 10, 30, 22, 0, 0, TimeSpan.Zero);
    private static readonly string[] Endpoints = ["/weather/{city}", "/exports", "/reports/{id:int}/pages/{page:range(5,9)}", "(unmatched)", "exports"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Run_RandomStream_RefusesWhatAPlainCountRefuses(int seed)
    {
        var random = new Random(seed);
        var stream = new RecordedStream(Enumerable.Range(0, 700).Select(i => RandomRow(random, i)));
        var plain = new Dictionary<string, BruteForcePlan> { ["free"] = RandomPlan(random, hasGroups: true), ["pro"] = RandomPlan(random, hasGroups: false) };
        var from = Start.AddHours(random.Next(0, 30)); // the windows that contain it are partly full by then

        var result = await RunAsync(plain.Select(p => PlanOf(p.Key, p.Value)), stream, from);

        var expected = new BruteForce(plain, from);
        stream.Requests.ForEach(expected.Replay);
        expected.BySubject.Values.Sum(s => s.Refused).ShouldBeGreaterThan(0);
        result.Requests.ShouldBe(stream.Requests.Where(r => r.At >= from.ToUnixTimeMilliseconds()).Sum(r => r.Count));
        result.Refused.ShouldBe(result.ByWindow.Values.Sum());
        foreach (var (subject, sum) in expected.BySubject)
        {
            var got = result.Subjects.GetValueOrDefault(subject, new TrialSubject(subject, null, ""));
            (got.RefusedThen, got.Refused, got.NewlyRefused, got.NewlyServed, got.FirstRefusedAt ?? long.MaxValue).ShouldBe(sum, subject);
            got.ByWindow.Values.Sum().ShouldBe(got.Refused);
        }
    }

    [Fact]
    public async Task Run_RowOfManyRequests_FillsTheLimitAndRefusesTheRest()
    {
        var plan = PlanOf("free", new(new Dictionary<string, long> { ["day"] = 1_000_000 }, new Dictionary<string, (string, long, IReadOnlyDictionary<string, long>)>()));
        var flood = Row(1) with { Outcome = Outcome.QuotaExceeded, Count = 3_000_000, Cost = 3_000_000, Charged = 0 };

        var result = await RunAsync([plan], new RecordedStream([flood]), Start);

        (result.Requests, result.RefusedThen, result.Refused, result.NewlyServed).ShouldBe((3_000_000, 3_000_000, 2_000_000, 1_000_000));
        result.ByWindow["day"].ShouldBe(2_000_000);
    }

    [Fact]
    public async Task Run_PlanThatBillsOverage_RefusesByItsOtherWindowsOnly()
    {
        var plan = PlanOf("free", new(new Dictionary<string, long> { ["month"] = 10, ["day"] = 1_000 }, new Dictionary<string, (string, long, IReadOnlyDictionary<string, long>)>()))
            with { Overage = new Overage { Meter = "units", UnitAmount = 1, Currency = "usd" } };
        var flood = Row(1) with { Count = 1_500, Cost = 1_500, Charged = 1_500 };

        var result = await RunAsync([plan], new RecordedStream([flood]), Start);

        result.ByWindow.ShouldBe(new Dictionary<string, long> { ["day"] = 500 });
    }

    [Fact]
    public async Task Run_WhatLimitsHadNoPartIn_IsNamedAndLeftOut()
    {
        var plan = PlanOf("free", new(new Dictionary<string, long> { ["day"] = 2 }, new Dictionary<string, (string, long, IReadOnlyDictionary<string, long>)>()));
        RecordedRequest[] rows =
        [
            Row(1), Row(2) with { Outcome = Outcome.Suspended }, Row(3) with { Outcome = Outcome.Unauthenticated, Plan = null },
            Row(4) with { Subject = "user_9", Plan = "gold" }, Row(5) with { Outcome = Outcome.QuotaExceeded, IsShadow = true },
            Row(0) with { Charged = 0 }, Row(7),
        ];

        var result = await RunAsync([plan], new RecordedStream(rows), Start);

        result.Requests.ShouldBe(4);
        result.Refused.ShouldBe(1); // the last one: the failed one at the beginning gave its unit back, the shadow refusal went on and was served
        (result.RefusedThen, result.NewlyRefused).ShouldBe((0, 1));
        result.NotReplayed.ShouldBe(new Dictionary<string, long> { ["suspended"] = 1, ["unauthenticated"] = 1 }, ignoreOrder: true);
        result.PlanMissing.ShouldBe(new Dictionary<string, string> { ["user_9"] = "gold" });
        result.PlanMissingRequests.ShouldBe(1);
    }

    [Theory]
    [InlineData("/weather/{city}", "/weather/x")]
    [InlineData("/", "/")]
    [InlineData("/v1/orders/{id:int}/items", "/v1/orders/1/items")]
    [InlineData("/files/{name}.{ext}", "/files/x.x")]
    [InlineData("/a/{id:guid}", "/a/00000000-0000-0000-0000-000000000000")]
    [InlineData("/files/{**rest}", "/files/x")]
    [InlineData("/{**path}", null)]
    [InlineData("(unmatched)", null)]
    [InlineData("exports", null)]
    public void ExampleOf_Endpoint_IsAPathOfThePattern(string endpoint, string? path) => EndpointGroups.ExampleOf(endpoint).ShouldBe(path);

    private static async Task<TrialResult> RunAsync(IEnumerable<Plan> plans, RecordedStream stream, DateTimeOffset from)
    {
        await using var trial = await PlanTrial.StartAsync(plans, Cancel);
        return await trial.RunAsync(stream, from, Start.AddDays(10), null, _ => { }, Cancel);
    }

    private static RecordedRequest Row(int number) => new()
    {
        At = Start.AddSeconds(number).ToUnixTimeMilliseconds(),
        Node = "n",
        Sequence = number,
        Subject = "user_1",
        UserId = 1,
        Plan = "free",
        Endpoint = "/weather/{city}",
        Method = "GET",
        Cost = 1,
        Charged = 1,
        Outcome = Outcome.Admitted,
        Count = 1,
    };

    /// <summary>Two days around the end of a month, three users of whom one changes plans, folds, failures and refusals.</summary>
    private static RecordedRequest RandomRow(Random random, int number)
    {
        var (user, cost) = (random.Next(1, 4), random.Next(0, 4));
        var isRefused = random.Next(4) == 0;
        var count = isRefused && random.Next(3) == 0 ? random.Next(2, 40) : 1;
        return Row(number) with
        {
            At = Start.AddSeconds(random.Next(0, 48 * 3600)).ToUnixTimeMilliseconds(),
            Subject = $"user_{user}",
            UserId = user,
            Plan = user == 1 ? "free" : user == 2 ? "pro" : number % 2 == 0 ? "free" : "pro",
            Endpoint = Endpoints[random.Next(Endpoints.Length)],
            Cost = cost * count,
            Charged = isRefused || random.Next(10) == 0 ? 0 : cost,
            Outcome = isRefused ? Outcome.QuotaExceeded : Outcome.Admitted,
            Count = count,
        };
    }

    private static BruteForcePlan RandomPlan(Random random, bool hasGroups)
    {
        var groups = new Dictionary<string, (string, long, IReadOnlyDictionary<string, long>)>();
        if (hasGroups)
        {
            groups["exports"] = ("/exports", random.Next(1, 5), RandomLimits(random, 40));
            groups["reports"] = ("/reports/{id:int}/pages/{page:range(5,9)}", random.Next(0, 3), RandomLimits(random, 60));
        }

        return new BruteForcePlan(RandomLimits(random, 300), groups);
    }

    private static Dictionary<string, long> RandomLimits(Random random, int month) => new()
    {
        ["minute"] = random.Next(1, 8), ["hour"] = random.Next(3, 20), ["day"] = random.Next(month / 4, month), ["month"] = random.Next(month / 2, 2 * month),
    };

    private static Plan PlanOf(string name, BruteForcePlan plain) => new()
    {
        Name = name,
        Limits = LimitsOf(plain.Limits),
        Scopes = [.. plain.Groups.Select(g => new PlanScope { Name = g.Key, Routes = [g.Value.Endpoint], Cost = g.Value.Cost, Limits = LimitsOf(g.Value.Limits) })],
    };

    private static List<WindowLimit> LimitsOf(IReadOnlyDictionary<string, long> limits) => [.. limits.Select(l => new WindowLimit(Window.Parse(l.Key), l.Value))];
}
