using Shouldly;
using Tollgate.Recording;
using Xunit;

namespace Tollgate.Tests.Recording;

public sealed class RecordingOptionsValidatorTests
{
    [Fact]
    public void Validate_Defaults_Succeeds() =>
        new RecordingOptionsValidator().Validate(null, new RecordingOptions()).Succeeded.ShouldBeTrue();

    [Fact]
    public void Validate_EverythingWrong_ReportsEachSetting()
    {
        var options = new RecordingOptions
        {
            JournalPath = " ",
            MaxJournalBytes = 10,
            BufferSize = 1,
            FlushInterval = TimeSpan.FromHours(1),
            Addresses = (AddressPrivacy)7,
            IPv4PrefixLength = 33,
            IPv6PrefixLength = 8,
        };

        var failures = new RecordingOptionsValidator().Validate(null, options).Failures!.ToList();

        failures.Count.ShouldBe(7);
        failures.ShouldAllBe(f => f.StartsWith("Tollgate:Recording:"));
    }
}
