using Shouldly;
using Tollgate.Limiting;
using Xunit;

namespace Tollgate.Tests.Limiting;

public sealed class TrafficTests
{
    private const double TenSeconds = 10_000;

    [Fact]
    public void UnitsIn_OfTwoRequestsThatCameTogether_AreFewWhateverTheyLookLike() =>
        Traffic.After(rate: 0, units: 1, milliseconds: 1, TenSeconds).UnitsIn(TenSeconds).ShouldBeInRange(1, 4);

    [Fact]
    public void UnitsIn_OfTrafficThatTakesOff_AreAMultipleOfWhatWasSeen() =>
        Traffic.After(rate: 0, units: 1_000, milliseconds: 50, TenSeconds).UnitsIn(TenSeconds).ShouldBe(4_000);

    [Fact]
    public void UnitsIn_WhileRowsAreScarce_AreMore()
    {
        var traffic = Traffic.After(rate: 0, units: 1, milliseconds: 2_000, TenSeconds);
        (traffic with { Pressure = 4 }).UnitsIn(TenSeconds).ShouldBe(4 * traffic.UnitsIn(TenSeconds), 0.001);
    }

    [Fact]
    public void After_SteadyAsks_TendsToTheirRate()
    {
        var rate = 0d;
        for (var ask = 0; ask < 20; ask++)
        {
            rate = Traffic.After(rate, units: 75, milliseconds: 7_500, TenSeconds).Rate;
        }

        rate.ShouldBe(0.01, 0.0001);
    }

    [Fact]
    public void After_AnAskThatCoversLittleTime_ChangesLittle() =>
        Traffic.After(rate: 0.01, units: 1, milliseconds: 2, TenSeconds).Rate.ShouldBe(0.01, 0.0002);

    [Fact]
    public void After_ALongSilence_ForgetsWhatWas() => Traffic.After(rate: 100, units: 1, milliseconds: 100_000, TenSeconds).Rate.ShouldBeLessThan(0.01);
}
