using System.Net;
using Shouldly;
using Tollgate.Server.Recording;
using Xunit;

namespace Tollgate.Server.Tests.Recording;

public sealed class CountryFileTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private string Path => _folder["country.mmdb"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("GeoLite")]
    [InlineData("InfoLite")]
    [InlineData("InfoCountry")]
    public void Find_InEachShapeOfRecord_GivesTheCode(string shape)
    {
        Dictionary<string, object> Record(string code) => shape switch
        {
            "GeoLite" => MmdbRecord.GeoLite(code),
            "InfoLite" => MmdbRecord.InfoLite(code),
            _ => MmdbRecord.InfoCountry(code),
        };
        var built = new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
        new MmdbFile(6, "Shape", built).Add("8.8.8.0/24", Record("US")).Add("193.0.0.0/21", Record("nl")).Add("2a00:1450::/32", Record("IE")).Add("9.9.9.0/24", Record("ZZ")).Save(Path);

        using var file = CountryFile.Open(Path);

        new[] { "8.8.8.8", "193.0.6.139", "2a00:1450:4009::1", "1.1.1.1", "9.9.9.9", "2606:4700::1" }.Select(a => file.Find(IPAddress.Parse(a)))
            .ShouldBe(["US", "NL", "IE", null, null, null]);
        (file.Kind, file.BuiltAt).ShouldBe(("Shape", built));
    }

    [Fact]
    public void Find_RecordWithoutACountry_GivesNone()
    {
        new MmdbFile().Add("1.0.0.0/24", MmdbRecord.Registered("AU")).Add("8.8.8.0/24", MmdbRecord.GeoLite("US")).Save(Path);

        using var file = CountryFile.Open(Path);

        file.Find(IPAddress.Parse("1.0.0.1")).ShouldBeNull();
        file.Find(IPAddress.Parse("8.8.8.8")).ShouldBe("US");
    }

    [Fact]
    public void Find_IPv6InAFileOfIPv4_GivesNone()
    {
        new MmdbFile(4).Add("8.8.8.0/24", MmdbRecord.GeoLite("US")).Save(Path);

        using var file = CountryFile.Open(Path);

        file.Find(IPAddress.Parse("8.8.8.8")).ShouldBe("US");
        file.Find(IPAddress.Parse("2a00:1450:4009::1")).ShouldBeNull();
    }

    [Theory]
    [InlineData("missing", "Could not find file")]
    [InlineData("garbage", "no such database")]
    [InlineData("cut", "no such database")]
    [InlineData("asn", "name no country")]
    public void Open_FileOfNoUse_NamesItAndTheSetting(string what, string reason)
    {
        switch (what)
        {
            case "garbage":
                File.WriteAllText(Path, new string('x', 5_000));
                break;
            case "cut":
                new MmdbFile().Add("8.8.8.0/24", MmdbRecord.GeoLite("US")).Save(Path);
                File.WriteAllBytes(Path, File.ReadAllBytes(Path)[..300]);
                break;
            case "asn":
                new MmdbFile(6, "GeoLite2-ASN").Add("8.8.8.0/24", MmdbRecord.Asn()).Save(Path);
                break;
        }

        var message = Should.Throw<InvalidDataException>(() => CountryFile.Open(Path)).Message;

        message.ShouldContain(Path);
        message.ShouldContain(reason);
        message.ShouldContain("Tollgate:Recording:CountryDatabase");
    }
}
