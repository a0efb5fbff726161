using CsCheck;
using Shouldly;
using Tollgate.Aggregating;
using Xunit;

namespace Tollgate.Tests.Aggregating;

public sealed class AddressSketchTests
{
    [Fact]
    public void Count_FewerThanSixtyFour_IsExact() => Gen.Long.Array[0, 63].Sample(hashes => Of(hashes).Count.ShouldBe(hashes.Distinct().Count()));

    [Theory]
    [InlineData(1_000)]
    [InlineData(100_000)]
    public void Count_Many_IsNearTheTruth(int distinct)
    {
        var random = new Random(distinct);
        var estimates = Enumerable.Range(0, 40).Select(_ => (double)Of([.. Enumerable.Range(0, distinct).Select(_ => random.NextInt64(long.MinValue, long.MaxValue))]).Count);

        estimates.Average().ShouldBeInRange(distinct * 0.92, distinct * 1.08); // standard error of one is 13 %, of the mean of 40 2 %
    }

    [Fact]
    public void Add_Parts_EqualsTheWhole() => Gen.Select(Gen.Long.Array[0, 200], Gen.Long.Array[0, 200]).Sample((a, b) =>
    {
        var merged = Of(a);
        merged.Add(Of(b).Hashes);
        merged.Hashes.ShouldBe(Of([.. a, .. b]).Hashes);
    });

    [Fact]
    public void Encode_AnySketch_ComesBackTheSame() => Gen.Long.Array[0, 100].Sample(hashes =>
    {
        var back = new AddressSketch();
        back.Add(Of(hashes).Encode());
        back.Hashes.ShouldBe(Of(hashes).Hashes);
    });

    [Theory]
    [InlineData(7)]
    [InlineData(65 * 8)]
    public void Add_DamagedBytes_SaysSo(int length) => Should.Throw<InvalidDataException>(() => new AddressSketch().Add(new byte[length])).Message.ShouldContain("damaged");

    private static AddressSketch Of(long[] hashes)
    {
        var sketch = new AddressSketch();
        sketch.Add(hashes);
        return sketch;
    }
}
