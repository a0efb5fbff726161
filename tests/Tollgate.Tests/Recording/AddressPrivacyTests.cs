using System.Net;
using Shouldly;
using Tollgate.Entitling;
using Tollgate.Recording;
using Xunit;

namespace Tollgate.Tests.Recording;

public sealed class AddressPrivacyTests
{
    private static readonly IPAddress Address = IPAddress.Parse("203.0.113.7");

    [Theory]
    [InlineData(AddressPrivacy.Full, "ip_203.0.113.7")]
    [InlineData(AddressPrivacy.Truncated, "ip_203.0.113.0/24")]
    [InlineData(AddressPrivacy.None, "(anonymous)")]
    public void Subject_OfAnAnonymousCaller_HoldsNoMoreOfTheAddressThanMayBeKept(AddressPrivacy privacy, string subject)
    {
        var options = new RecordingOptions { Addresses = privacy };
        var caller = new Entitlement { Subject = "ip_203.0.113.7", Plan = new Plan { Name = "anonymous" }, Limits = [] };

        options.SubjectOf(caller, options.Keep(Address)).ShouldBe(subject);
        options.SubjectOf(caller with { Subject = "user_42", UserId = 42 }, options.Keep(Address)).ShouldBe("user_42");
        options.SubjectOf(null, options.Keep(Address)).ShouldBe("(unknown)");
    }
}
