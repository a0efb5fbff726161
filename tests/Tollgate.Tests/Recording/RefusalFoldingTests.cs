using CsCheck;
using Shouldly;
using Tollgate.Limiting;
using Tollgate.Recording;
using Xunit;

namespace Tollgate.Tests.Recording;

public sealed class RefusalFoldingTests
{
    private const long Second = 1_795_521_600_000;

    [Fact]
    public void Fold_FloodOfOneSubject_BecomesOneEventASecond()
    {
        var folding = new RefusalFolding();
        UsageEvent[] flood = [.. Enumerable.Range(0, 10_000).Select(i => Refused(i, Second + (i / 5)))]; // 2 seconds

        var (served, refused) = folding.Fold(flood);

        served.ShouldBeEmpty();
        refused.Select(r => (r.Sequence, r.Count, r.Cost)).ShouldBe([(0, 5_000, 10_000), (5_000, 5_000, 10_000)]);
    }

    [Fact]
    public void Fold_SameSecondInSeveralDrains_HandsOutTheGrowingCountUnderOneIdentity()
    {
        var folding = new RefusalFolding();

        var first = folding.Fold([Refused(7, Second + 10), Refused(8, Second + 11)]).Refused.Single();
        folding.Fold([]).Refused.ShouldBeEmpty();
        var second = folding.Fold([Refused(9, Second + 700)]).Refused.Single();

        (first.At, first.Sequence, first.Count).ShouldBe((Second + 10, 7, 2));
        (second.At, second.Sequence, second.Count).ShouldBe((Second + 10, 7, 3));
    }

    [Fact]
    public void Fold_DifferentSubjectsEndpointsOutcomesOrKeys_StayApart()
    {
        var usage = Refused(1, Second);

        var refused = new RefusalFolding().Fold([
            usage, usage with { Subject = "user_2" }, usage with { Endpoint = "/b" }, usage with { Outcome = Outcome.Suspended }, usage with { KeyId = 9 },
        ]).Refused;

        refused.Count.ShouldBe(5);
    }

    [Fact]
    public void Fold_ServedAndShadowRefused_AreLeftAsTheyAre()
    {
        UsageEvent[] drained = [Refused(1, Second) with { Outcome = Outcome.Admitted }, Refused(2, Second) with { IsShadow = true }, Refused(3, Second) with { IsShadow = true }];

        var (served, refused) = new RefusalFolding().Fold(drained);

        served.ShouldBe(drained);
        refused.ShouldBeEmpty();
    }

    /// <summary>Whatever is drained when: the largest state of each fold adds up to all refusals.</summary>
    [Fact]
    public void Fold_AnyStreamInAnyPieces_LosesAndDoublesNothing() =>
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 2], Gen.Int[0, 5_000]).Array.Array.Sample(drains =>
        {
            var (folding, sequence) = (new RefusalFolding(), 0L);
            var largest = new Dictionary<(long, long), long>();
            foreach (var drain in drains)
            {
                UsageEvent[] events = [.. drain.Select(d => Refused(++sequence, Second + d.Item3) with { Subject = $"user_{d.Item1}", Endpoint = $"/{d.Item2}" })];
                foreach (var fold in folding.Fold(events).Refused)
                {
                    largest[(fold.At, fold.Sequence)] = fold.Count;
                }
            }

            return largest.Values.Sum() == sequence;
        });

    private static UsageEvent Refused(long sequence, long at) => new()
    {
        At = at,
        Node = "node1",
        Sequence = sequence,
        Subject = "user_1",
        Endpoint = "/a",
        Method = "GET",
        Status = 429,
        Cost = 2,
        Outcome = Outcome.QuotaExceeded,
        Count = 1,
    };
}
