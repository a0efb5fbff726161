using Shouldly;
using Tollgate.Aggregating;
using Xunit;

namespace Tollgate.Tests.Aggregating;

public sealed class AggregatingOptionsValidatorTests
{
    [Fact]
    public void Validate_Defaults_AreFine() => new AggregatingOptionsValidator().Validate(null, new AggregatingOptions()).Failed.ShouldBeFalse();

    [Theory]
    [InlineData("00:00:09")]
    [InlineData("1.00:00:01")]
    public void Validate_IntervalOutOfRange_NamesItWithValueAndRange(string interval)
    {
        var result = new AggregatingOptionsValidator().Validate(null, new AggregatingOptions { Interval = TimeSpan.Parse(interval, System.Globalization.CultureInfo.InvariantCulture) });

        result.FailureMessage.ShouldNotBeNull().ShouldContain($"Tollgate:Aggregating:Interval is {interval}; use 00:00:10 to 1.00:00:00.");
    }
}
