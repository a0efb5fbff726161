using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Stripe;
using Xunit;

namespace Tollgate.StripeFake.Tests;

/// <summary>The fake and its caller share one clock, whoever moves it.</summary>
public sealed class ClockTests
{
    [Fact]
    public async Task Clock_OfTheCaller_FollowsEachStep()
    {
        var time = new FakeTimeProvider(Fake.Start);
        var seen = new List<DateTimeOffset>();
        await using var fake = await Fake.StartAsync(o =>
        {
            o.StartAt = null;
            o.TimeProvider = time;
            o.ClockMoved = at =>
            {
                seen.Add(at);
                time.SetUtcNow(at);
            };
        });
        await fake.SubscribeAsync(await fake.CustomerAsync(), await fake.PriceAsync());
        var renewal = new DateTimeOffset(2026, 2, 28, 10, 0, 0, TimeSpan.Zero);

        await fake.Server.AdvanceAsync(renewal.AddHours(3), Fake.Stop);

        seen.ShouldBe([renewal.AddDays(-7), renewal, renewal.AddHours(1), renewal.AddHours(3)]);
        fake.Server.Now.ShouldBe(renewal.AddHours(3));
    }

    [Fact]
    public async Task Clock_MovedByTheCaller_DatesWhatWasDueAtItsOwnTime()
    {
        var time = new FakeTimeProvider(Fake.Start);
        await using var fake = await Fake.StartAsync(o =>
        {
            o.StartAt = null;
            o.TimeProvider = time;
        });
        await fake.SubscribeAsync(await fake.CustomerAsync(), await fake.PriceAsync());
        var before = fake.Server.All("event").Count;

        time.SetUtcNow(new DateTimeOffset(2026, 3, 10, 0, 0, 0, TimeSpan.Zero));
        await fake.Server.SettleAsync(Fake.Stop);

        var created = fake.Server.All("event").Skip(before).Select(e => DateTimeOffset.FromUnixTimeSeconds(e["created"]!.GetValue<long>())).ToList();
        created.ShouldBeInOrder();
        created[0].ShouldBe(new DateTimeOffset(2026, 2, 21, 10, 0, 0, TimeSpan.Zero));
        created[^1].ShouldBe(new DateTimeOffset(2026, 2, 28, 11, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task Run_WithTheSameSeed_IsTheSame()
    {
        async Task<List<string>> RunAsync()
        {
            await using var fake = await Fake.StartAsync();
            await fake.SubscribeAsync(await fake.CustomerAsync(), await fake.PriceAsync());
            await fake.Server.AdvanceAsync(TimeSpan.FromDays(100), Fake.Stop);
            return [.. fake.Server.All("event").Select(e => $"{e["id"]} {e["type"]}")];
        }

        (await RunAsync()).ShouldBe(await RunAsync());
    }
}
