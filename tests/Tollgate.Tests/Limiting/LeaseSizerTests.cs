using Shouldly;
using Tollgate.Limiting;
using Xunit;

namespace Tollgate.Tests.Limiting;

public sealed class LeaseSizerTests
{
    private static readonly LimitingOptions Options = new();

    [Fact]
    public void Size_OfASubjectNeverSeen_IsWhatWaits() => LeaseSizer.Size(3, At(0), spare: 0, room: 1_000_000, nodes: 1, Options).ShouldBe(3);

    [Fact]
    public void Size_FarFromTheLimit_CoversTheLongTimeBeyondWhatWaits() =>
        LeaseSizer.Size(3, At(0.5), spare: 0, room: 10_000_000, nodes: 4, Options).ShouldBe(3 + 5_000);

    [Fact]
    public void Size_NearerToTheLimit_CoversTheShortTime() => // a hundredth of what is left would be 400
        LeaseSizer.Size(0, At(0.5), spare: 0, room: 40_000, nodes: 1, Options).ShouldBe(500);

    [Fact]
    public void Size_AtTheLimit_IsWhatWaits() => LeaseSizer.Size(2, At(0.5), spare: 0, room: 15, nodes: 4, Options).ShouldBe(2);

    [Fact]
    public void Size_WithUnitsToSpare_AsksForTheRest() => LeaseSizer.Size(0, At(0.5), spare: 400, room: 40_000, nodes: 1, Options).ShouldBe(100);

    [Theory]
    [InlineData(100, 10_000, 1, 10)]
    [InlineData(101, 10_000, 1, 1)]
    [InlineData(100, 10_000, 2, 1)]
    [InlineData(1, 99, 1, 1)]
    public void Lifetime_DependsOnWhatOthersMightMiss(long units, long room, int nodes, int seconds) =>
        LeaseSizer.Lifetime(units, room, nodes, Options).ShouldBe(TimeSpan.FromSeconds(seconds));

    [Fact]
    public void Lifetime_TurnedOff_IsShort() =>
        LeaseSizer.Lifetime(1, 1_000_000, 1, new LimitingOptions { LongLeaseTtl = TimeSpan.Zero }).ShouldBe(TimeSpan.FromSeconds(1));

    [Fact]
    public void Pressure_WhileManySubjectsWait_IsAtMostFour()
    {
        LeaseSizer.PressureOf(0).ShouldBe(1);
        LeaseSizer.PressureOf(16).ShouldBe(2);
        LeaseSizer.PressureOf(1_000).ShouldBe(4);
    }

    [Fact]
    public void Size_TurnedOff_CoversTheShortTime() =>
        LeaseSizer.Size(0, At(0.5), spare: 0, room: 10_000_000, nodes: 1, new LimitingOptions { LongLeaseTtl = TimeSpan.Zero }).ShouldBe(500);

    private static Traffic At(double rate) => new(rate, LatestRate: 0, LatestUnits: 0);
}
