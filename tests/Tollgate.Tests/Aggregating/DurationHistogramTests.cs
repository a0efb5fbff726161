using CsCheck;
using Shouldly;
using Tollgate.Aggregating;
using Xunit;

namespace Tollgate.Tests.Aggregating;

public sealed class DurationHistogramTests
{
    private static readonly Gen<long[]> Durations = Gen.Long[0, 5_000_000_000].Array[1, 200];

    [Fact]
    public void Round_AnyDuration_KeepsSixLeadingBits() => Gen.Long[0, DurationHistogram.Longest].Sample(value =>
    {
        var rounded = DurationHistogram.Round(value);
        rounded.ShouldBeInRange(value - (value / 32), value);
        DurationHistogram.Round(rounded).ShouldBe(rounded);
    });

    [Theory]
    [InlineData(-5, 0)]
    [InlineData(0, 0)]
    [InlineData(63, 63)]
    [InlineData(64, 64)]
    [InlineData(65, 64)]
    [InlineData(127, 126)]
    [InlineData(128, 128)]
    [InlineData(long.MaxValue, 63L << 25)]
    public void Round_Edges_AreAsDocumented(long value, long rounded) => DurationHistogram.Round(value).ShouldBe(rounded);

    [Fact]
    public void Percentiles_AnyDurations_AreAtMostTwoPerCentOff() => Gen.Long[1, 1_000_000_000].Array[1, 300].Sample(values =>
    {
        var histogram = Of(values);
        var sorted = values.Order().ToArray();
        double[] percents = [50, 95, 99];
        var got = histogram.Percentiles(percents);
        for (var i = 0; i < percents.Length; i++)
        {
            var exact = sorted[Math.Max(0, (int)((percents[i] / 100 * sorted.Length) + 0.5) - 1)];
            got[i].ShouldBeInRange(exact - (exact / 50) - 1, exact + (exact / 40) + 1);
        }
    });

    [Fact]
    public void Percentiles_NothingCounted_AreZero() => new DurationHistogram().Percentiles(50, 99).ShouldBe([0, 0]);

    [Fact]
    public void Add_Parts_EqualsTheWhole() => Gen.Select(Durations, Durations).Sample((a, b) =>
    {
        var merged = Of(a);
        merged.Add(Of(b));
        merged.Counts.ShouldBe(Of([.. a, .. b]).Counts);
    });

    [Fact]
    public void Encode_AnyHistogram_ComesBackTheSame() => Durations.Sample(values =>
    {
        var back = new DurationHistogram();
        back.Add(Of(values).Encode());
        back.Counts.ShouldBe(Of(values).Counts);
        back.Count.ShouldBe(values.Length);
    });

    [Fact]
    public void Add_DamagedBytes_SaysSo() => Should.Throw<InvalidDataException>(() => new DurationHistogram().Add([0xFF, 0xFF])).Message.ShouldContain("damaged");

    private static DurationHistogram Of(long[] values)
    {
        var histogram = new DurationHistogram();
        Array.ForEach(values, v => histogram.Add(v, 1));
        return histogram;
    }
}
