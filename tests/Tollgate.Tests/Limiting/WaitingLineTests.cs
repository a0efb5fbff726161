using Shouldly;
using Tollgate.Limiting;
using Tollgate.Testing.Limiting;
using Xunit;

namespace Tollgate.Tests.Limiting;

public sealed class WaitingLineTests
{
    private static readonly WindowLimit[] Limits = [new(Window.Minute, 10)];

    private readonly Quota _quota = new(new QuotaSpec("user_1", "*", Limits));
    private readonly Quota _group = new(new QuotaSpec("user_1", "search", Limits));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(1_000)]
    public void TakeAll_OfAnyNumber_GivesThemInTheOrderTheyCame(int count)
    {
        var claims = Enumerable.Range(0, count).Select(_ => (Claim)new WatchedClaim([_quota], 1)).ToList();
        claims.ForEach(_quota.Wait);
        _quota.IsAwaited.ShouldBe(count > 0);

        Take(_quota).ShouldBe(claims);

        _quota.IsAwaited.ShouldBeFalse();
        Take(_quota).ShouldBeEmpty();
    }

    [Fact]
    public void Wait_AgainWhileOthersAreTaken_StandsInANewLine()
    {
        var claims = Enumerable.Range(0, 5).Select(_ => (Claim)new WatchedClaim([_quota], 1)).ToList();
        claims.ForEach(_quota.Wait);
        for (var taken = _quota.TakeWaiting(); taken is not null;)
        {
            var claim = WaitingLine.TakeNext(_quota, ref taken);
            if (claims.IndexOf(claim) is 0 or 3)
            {
                _quota.Wait(claim);
            }
        }

        Take(_quota).ShouldBe([claims[0], claims[3]]);
        claims.Exists(c => c.Behind(_quota) is not null).ShouldBeFalse(); // who was answered keeps nobody else in memory
    }

    [Fact]
    public void Wait_ForTwoQuotas_StandsInBothLinesApart()
    {
        var both = Enumerable.Range(0, 3).Select(_ => (Claim)new WatchedClaim([_quota, _group], 1)).ToList();
        var one = new WatchedClaim([_group], 1);
        both.ForEach(_quota.Wait);
        _group.Wait(both[2]);
        _group.Wait(one);
        _group.Wait(both[0]);

        Take(_quota).ShouldBe(both);
        Take(_group).ShouldBe([both[2], one, both[0]]);
    }

    private static List<Claim> Take(Quota quota)
    {
        var claims = new List<Claim>();
        for (var taken = quota.TakeWaiting(); taken is not null;)
        {
            claims.Add(WaitingLine.TakeNext(quota, ref taken));
        }

        return claims;
    }
}
