using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Shouldly;
using Tollgate.Aggregating;
using Tollgate.Billing;
using Tollgate.Billing.Metering;
using Tollgate.EntityFrameworkCore.Billing;
using Tollgate.Hosting;
using Tollgate.Testing.Hosting;
using Tollgate.Testing.Watching;
using Xunit;

namespace Tollgate.Testing.Billing;

/// <summary>
/// Random histories of three periods: usage that comes late and out of order, changes of plan and seats, nodes that die at every step, requests and
/// answers that get lost, a provider that is away for days. In the end each segment is billed exactly for what was recorded beyond what is included.
/// </summary>
public abstract class MeteringHistorySuite(IStoreHost host, int histories) : StoreSuite(host)
{
    private static readonly DateTimeOffset Start = new(2026, 3, 10, 8, 23, 17, TimeSpan.Zero);
    private static readonly string[] Plans = ["history-a", "history-b"];
    private readonly MovableClock _clock = new();

    [Fact]
    public async Task Billed_AfterAnyHistory_IsWhatWasRecordedBeyondWhatIsIncluded()
    {
        var clean = Keep(TestNode.Create((await Host.SharedAsync()).ByTheNodesClock(), _clock));
        await MeteredUser.SavePlansAsync(clean, MeteredUser.PlanOf(Plans[0], 40), MeteredUser.PlanOf(Plans[1], 15));
        await Gen.Int[0, int.MaxValue].SampleAsync(LiveAsync, iter: histories, threads: 1);
    }

    private async Task LiveAsync(int seed)
    {
        var random = new Random(seed);
        _clock.Advance(Start - _clock.GetUtcNow());
        var provider = new MeteringProvider(_clock);
        var crash = new Chaos(random);
        await using var first = await NodeAsync(provider, crash);
        await using var second = await NodeAsync(provider, crash);
        var user = await MeteredUser.AddAsync(first, NewName("history"), Plans[0], Start, Start.AddMonths(1));
        var (plan, seats, period) = (Plans[0], 1L, 0);
        var nodes = new[] { first, second };

        for (var at = Start; at < Start.AddMonths(3).AddDays(-4); at = at.AddHours(random.Next(1, 40)))
        {
            _clock.Advance(at - _clock.GetUtcNow());
            for (; at >= Start.AddMonths(period + 1); period++)
            {
                await user.ChangeAsync(plan, Start.AddMonths(period + 1), Start.AddMonths(period + 2), seats);
            }

            switch (random.Next(12))
            {
                case 0:
                    plan = Plans[random.Next(2)];
                    await user.ChangeAsync(plan, Start.AddMonths(period), Start.AddMonths(period + 1), seats);
                    break;
                case 1:
                    seats = random.Next(1, 3);
                    await user.ChangeAsync(plan, Start.AddMonths(period), Start.AddMonths(period + 1), seats);
                    break;
                case 2:
                    crash.IsAway = !crash.IsAway; // the provider, for days
                    break;
            }

            await UseAsync(user, plan, random, at);
            crash.IsOn = true;
            await Task.WhenAll(nodes.Take(random.Next(1, 3)).Select(n => SyncAsync(n, user, random)));
            crash.IsOn = false;
        }

        await SettleAsync(first, user, provider, crash);
        await ShouldBeExactAsync(user, provider, seed);
    }

    /// <summary>Usage of now, and some that a node had in its journal for up to three weeks, in the plan that was in force then.</summary>
    private static async Task UseAsync(MeteredUser user, string plan, Random random, DateTimeOffset at)
    {
        for (var i = random.Next(3); i > 0; i--)
        {
            await user.UseAsync(plan, (at.AddMinutes(-random.Next(50)), random.Next(1, 12)));
        }

        if (random.Next(4) == 0 && user.Recorded.Count > 0)
        {
            var earlier = user.Recorded[random.Next(user.Recorded.Count)];
            if (earlier.At > at.AddDays(-20))
            {
                await user.UseAsync(earlier.Plan, (earlier.At.AddSeconds(random.Next(60)), random.Next(1, 9)));
            }
        }
    }

    private static async Task SyncAsync(TestNode node, MeteredUser user, Random random)
    {
        var store = (CrashingStore)node.Get<IMeteringStore>();
        try
        {
            if (random.Next(5) > 0)
            {
                await node.Get<SumUsage>().RunAsync(null, Token);
            }

            await node.Get<SyncMetering>().RunAsync(new MeteringScan { UserId = user.Id, LooksBack = random.Next(3) == 0 }, null, Token);
        }
        catch (Exception e) when (e is CrashedException || e.InnerException is CrashedException)
        {
            store.IsDead = false; // restarted; its claims run out by themselves
        }
    }

    /// <summary>The provider is back, and nobody dies any more.</summary>
    private async Task SettleAsync(TestNode node, MeteredUser user, MeteringProvider provider, Chaos crash)
    {
        crash.IsAway = false;
        for (var round = 0; round < 60; round++)
        {
            _clock.Advance(TimeSpan.FromMinutes(65));
            await node.Get<SumUsage>().RunAsync(null, Token);
            await node.Get<SyncMetering>().RunAsync(new MeteringScan { UserId = user.Id, LooksBack = true }, null, Token);
            if (round > 30 && (await user.EventsAsync()).All(e => e.State is MeterEventState.Sent or MeterEventState.Canceled))
            {
                break;
            }
        }

        provider.Collisions.ShouldBe(0);
    }

    private static async Task ShouldBeExactAsync(MeteredUser user, MeteringProvider provider, int seed)
    {
        var (segments, events) = (await user.SegmentsAsync(), await user.EventsAsync());
        events.ShouldAllBe(e => e.State == MeterEventState.Sent || e.State == MeterEventState.Canceled, $"seed {seed}");
        foreach (var segment in segments)
        {
            var recorded = user.Recorded.Where(r => r.Plan == segment.PlanName && EndOfHour(r.At) > segment.PeriodStart && EndOfHour(r.At) <= segment.PeriodEnd).Sum(r => r.Units);
            var expected = Math.Max(0, recorded - segment.Included);
            var billed = provider.Sum(r => r.SegmentId == segment.Id);
            var ours = events.Where(e => e.SegmentId == segment.Id && e.State == MeterEventState.Sent).Sum(e => e.Units);
            billed.ShouldBe(ours, $"seed {seed}: segment {segment.Id} of {segment.PlanName} from {segment.PeriodStart:u}");

            // What more seats made free later than a day after it was sent can't be taken back.
            var most = Math.Max(0, recorded - Included(segment.PlanName));
            billed.ShouldBeInRange(expected, segment.Included > Included(segment.PlanName) ? most : expected, $"seed {seed}: segment {segment.Id} of {segment.PlanName} from {segment.PeriodStart:u}, {recorded} recorded, {segment.Included} included");
        }

        foreach (var receipt in provider.Receipts.Where(r => !r.IsCanceled))
        {
            var end = segments.Where(s => s.PeriodStart <= receipt.At && receipt.At < s.PeriodEnd).Max(s => s.PeriodEnd);
            receipt.ReceivedAt.ShouldBeLessThan(end.AddHours(1), $"seed {seed}: {receipt} is on no invoice");
        }
    }

    private static long Included(string plan) => plan == Plans[0] ? 40 : 15;

    private static DateTimeOffset EndOfHour(DateTimeOffset at) => new DateTimeOffset(at.Ticks - (at.Ticks % TimeSpan.TicksPerHour), TimeSpan.Zero).AddHours(1);

    private async Task<TestNode> NodeAsync(MeteringProvider provider, Chaos crash)
    {
        var shared = (await Host.SharedAsync()).ByTheNodesClock();
        provider.Fault = crash.OfProvider;
        return TestNode.Create(
            builder =>
            {
                shared(builder);
                builder.Services.AddSingleton<IPaymentProvider>(provider);
                builder.Services.Configure<MeteringOptions>(o => o.EventsPerSecond = 1_000);
                builder.Services.Replace(ServiceDescriptor.Singleton<IMeteringStore>(services => new CrashingStore(ActivatorUtilities.CreateInstance<MeteringStore>(services), crash.OfStore)));
            },
            _clock);
    }

    /// <summary>Decides what goes wrong; two nodes ask at once.</summary>
    private sealed class Chaos(Random random)
    {
        private readonly Lock _lock = new();

        public bool IsOn { get; set; }

        public bool IsAway { get; set; }

        public MeterFault OfProvider()
        {
            lock (_lock)
            {
                return (IsOn, IsAway) switch
                {
                    (false, _) => MeterFault.None,
                    (_, true) => random.Next(6) == 0 ? MeterFault.LostAnswer : MeterFault.LostRequest,
                    _ => random.Next(10) switch
                    {
                        0 => MeterFault.LostAnswer,
                        1 => MeterFault.LostRequest,
                        2 => MeterFault.Busy,
                        3 => MeterFault.CrashBefore,
                        4 => MeterFault.CrashAfter,
                        _ => MeterFault.None,
                    },
                };
            }
        }

        public MeterFault OfStore()
        {
            lock (_lock)
            {
                return !IsOn ? MeterFault.None : random.Next(30) switch
                {
                    0 => MeterFault.CrashBefore,
                    1 => MeterFault.CrashAfter,
                    _ => MeterFault.None,
                };
            }
        }
    }
}
