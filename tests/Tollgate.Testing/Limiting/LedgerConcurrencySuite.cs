using System.Collections.Concurrent;
using Shouldly;
using Tollgate.Limiting;
using Xunit;

namespace Tollgate.Testing.Limiting;

/// <summary>Never more than the limit, whatever the interleaving; and exactly the limit under lasting demand.</summary>
public abstract class LedgerConcurrencySuite(ILedgerHost host) : LedgerSuite(host)
{
    [Fact]
    public async Task Grant_TwoHundredCallersOnOneRow_GivesExactlyTheLimit()
    {
        var ledger = await LedgerAsync();
        var spec = Ask.Spec(Subject, (Window.Minute, 1_000), (Window.Month, 73));

        var replies = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ =>
            Task.Run(() => ledger.GrantAsync([Ask.For(spec, Clock.Now, wanted: 1)], Token), Token)));

        replies.Sum(reply => reply.Grants[0].Granted).ShouldBe(73);
        (await RowAsync()).Used.ShouldBe([73, 0, 0, 73, 0, 0, 0, 0, 0]);
    }

    [Fact]
    public async Task Grant_RandomWishesAndHandBacks_NeverHoldMoreThanTheLimitAndEndAtIt()
    {
        const int limit = 500;
        var ledger = await LedgerAsync();
        var spec = Ask.Spec(Subject, (Window.Minute, limit), (Window.Parse("PT15M"), 100_000));
        var held = 0L;
        var most = 0L;

        async Task CallAsync(int caller)
        {
            var random = new Random(caller);
            var mine = new LedgerGrant { Granted = 0, Used = [], Spans = [] };
            for (var round = 0; round < 30; round++)
            {
                var back = mine.Granted == 0 || round == 29 ? 0 : random.Next((int)mine.Granted + 1);
                Interlocked.Add(ref held, -back); // before the ledger can give them to someone else
                var ask = Ask.For(spec, Clock.Now, random.Next(80), back: back, backStarts: back == 0 ? [] : Ask.Starts(mine));
                mine = (await ledger.GrantAsync([ask], Token)).Grants[0];
                InterlockedMax(ref most, Interlocked.Add(ref held, mine.Granted));
            }
        }

        await Task.WhenAll(Enumerable.Range(0, 16).Select(caller => Task.Run(() => CallAsync(caller), Token)));
        var rest = await GrantAsync(spec, wanted: limit);

        most.ShouldBeLessThanOrEqualTo(limit);
        (held + rest.Granted).ShouldBe(limit);
        (await RowAsync()).Used[Minute].ShouldBe(limit);
    }

    [Fact]
    public async Task Grant_OverlappingBatchesOfManyCallers_NeitherDeadlockNorLoseUnits()
    {
        var ledger = await LedgerAsync();
        var granted = new ConcurrentDictionary<string, long>();

        async Task CallAsync(int caller)
        {
            var random = new Random(caller);
            for (var round = 0; round < 10; round++)
            {
                // Handed to the ledger in its order, but every batch holds other rows: without the order two of them would deadlock.
                var subjects = Enumerable.Range(0, 40).Where(_ => random.Next(2) == 0).Select(n => $"{Subject}_{n:00}").ToArray();
                var asks = subjects.Select(subject => Ask.For(Ask.Spec(subject, (Window.Day, 300)), Clock.Now, random.Next(1, 20))).ToArray();
                var reply = await ledger.GrantAsync(asks, Token);
                for (var index = 0; index < subjects.Length; index++)
                {
                    granted.AddOrUpdate(subjects[index], reply.Grants[index].Granted, (_, sum) => sum + reply.Grants[index].Granted);
                }
            }
        }

        await Task.WhenAll(Enumerable.Range(0, 12).Select(caller => Task.Run(() => CallAsync(caller), Token)));

        granted.Count.ShouldBe(40);
        foreach (var (subject, sum) in granted)
        {
            (await ledger.ReadAsync(subject, Token)).Rows.ShouldHaveSingleItem().Used[Day].ShouldBe(sum);
            sum.ShouldBeLessThanOrEqualTo(300);
        }
    }

    [Fact]
    public async Task Grant_WhileMinutesPassAndNodeClocksDisagree_NoInstanceGivesMoreThanItsLimit()
    {
        var ledger = await LedgerAsync();
        var spec = Ask.Spec(Subject, (Window.Parse("PT1S"), 20), (Window.Minute, 1_000), (Window.Day, 150));
        var bySecond = new ConcurrentDictionary<long, long>();

        async Task CallAsync(int caller)
        {
            var random = new Random(caller);
            for (var round = 0; round < 40; round++)
            {
                Clock.Advance(TimeSpan.FromMilliseconds(random.Next(30)));
                var grant = (await ledger.GrantAsync([Ask.For(spec, Clock.Now - (caller * 50), random.Next(1, 8))], Token)).Grants[0];
                bySecond.AddOrUpdate(grant.Spans[Array.FindIndex([.. spec.BySlot], l => l?.Window.Name == "PT1S")].Start, grant.Granted, (_, sum) => sum + grant.Granted);
            }
        }

        await Task.WhenAll(Enumerable.Range(0, 8).Select(caller => Task.Run(() => CallAsync(caller), Token)));

        bySecond.Count.ShouldBeGreaterThan(1);
        bySecond.Values.ShouldAllBe(units => units <= 20);
        bySecond.Values.Sum().ShouldBe((await RowAsync()).Used[Day]);
        bySecond.Values.Sum().ShouldBeLessThanOrEqualTo(150);
    }

    private static void InterlockedMax(ref long target, long value)
    {
        for (var seen = Interlocked.Read(ref target); seen < value;)
        {
            seen = Interlocked.CompareExchange(ref target, value, seen) is var was && was == seen ? value : was;
        }
    }
}
