using Shouldly;
using Tollgate.Limiting;
using Xunit;

namespace Tollgate.Tests.Limiting;

public sealed class QuotaTableTests
{
    private static readonly WindowLimit[] Limits = [new(Window.Minute, 10)];

    [Fact]
    public void Find_OfMany_GivesTheOneOfTheKeyUntilItIsRemoved()
    {
        var table = new QuotaTable();
        var quotas = Enumerable.Range(0, 20_000).Select(i => new Quota(new QuotaSpec($"user_{i / 2}", i % 2 == 0 ? "*" : "search", Limits))).ToList();
        quotas.ForEach(table.Add);

        table.Count.ShouldBe(20_000);
        quotas.ForEach(q => table.Find(q.Key).ShouldBeSameAs(q));
        table.Find(new QuotaKey("user_1", "export")).ShouldBeNull();

        quotas[..19_999].ForEach(table.Remove);
        for (var part = 0; part < QuotaTable.Parts; part++)
        {
            table.Trim(part);
        }

        table.Count.ShouldBe(1);
        table.Find(quotas[0].Key).ShouldBeNull();
        table.Find(quotas[^1].Key).ShouldBeSameAs(quotas[^1]);
        table.Add(quotas[0]);
        table.Find(quotas[0].Key).ShouldBeSameAs(quotas[0]);
    }

    [Fact]
    public void CopyPart_OfAllParts_GivesEachQuotaOnce()
    {
        var table = new QuotaTable();
        var quotas = Enumerable.Range(0, 5_000).Select(i => new Quota(new QuotaSpec($"user_{i}", "*", Limits))).ToList();
        quotas.ForEach(table.Add);
        var (part, seen) = (new List<Quota>(), new List<Quota>());

        for (var index = 0; index < QuotaTable.Parts; index++)
        {
            table.CopyPart(index, part);
            seen.AddRange(part);
        }

        seen.Count.ShouldBe(5_000);
        seen.ToHashSet().SetEquals(quotas).ShouldBeTrue();
    }

    [Fact]
    public async Task Find_WhileOthersComeAndGo_GivesTheOnesThatStay()
    {
        var table = new QuotaTable();
        var staying = Enumerable.Range(0, 2_000).Select(i => new Quota(new QuotaSpec($"user_{i}", "*", Limits))).ToList();
        staying.ForEach(table.Add);
        var isOver = false;
        var finding = Task.Run(() =>
        {
            while (!Volatile.Read(ref isOver))
            {
                staying.ForEach(q => table.Find(q.Key).ShouldBeSameAs(q));
            }
        }, TestContext.Current.CancellationToken);

        for (var round = 0; round < 20; round++)
        {
            var passing = Enumerable.Range(0, 5_000).Select(i => new Quota(new QuotaSpec($"ip_{i}", "*", Limits))).ToList();
            passing.ForEach(table.Add);
            passing.ForEach(table.Remove);
            for (var part = 0; part < QuotaTable.Parts; part++)
            {
                table.Trim(part);
            }
        }

        Volatile.Write(ref isOver, true);
        await finding;
        table.Count.ShouldBe(2_000);
    }
}
