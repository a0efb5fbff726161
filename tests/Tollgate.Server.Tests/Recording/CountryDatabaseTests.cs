using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Shouldly;
using Tollgate.Recording;
using Tollgate.Server.Recording;
using Xunit;

namespace Tollgate.Server.Tests.Recording;

public sealed class CountryDatabaseTests : IDisposable
{
    private static readonly IPAddress Address = IPAddress.Parse("8.8.8.8");
    private readonly TestFolder _folder = new();

    private string Path => _folder["country.mmdb"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Find_AddressesThatAreNotOfTheInternet_HaveNoCountry()
    {
        new MmdbFile().Add("0.0.0.0/1", MmdbRecord.GeoLite("US")).Add("192.168.0.0/16", MmdbRecord.GeoLite("AU")).Add("fd00::/8", MmdbRecord.GeoLite("AU")).Save(Path);
        using var countries = Create();
        countries.Open();

        new[] { "8.8.8.8", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8" }.Select(a => countries.Find(IPAddress.Parse(a))).ShouldAllBe(c => c == "US");
        new[] { "10.0.0.1", "127.0.0.1", "192.168.1.1", "fd00::1", "::1" }.Select(a => countries.Find(IPAddress.Parse(a))).ShouldAllBe(c => c == null);
    }

    [Fact]
    public void Refresh_FileReplaced_IsUsedOnceItStaysAsItIs()
    {
        Save("US", 1);
        using var countries = Create();
        countries.Open();

        Save("CH", 2);
        countries.Refresh();
        countries.Find(Address).ShouldBe("US"); // it may still be written
        countries.Refresh();

        countries.Find(Address).ShouldBe("CH");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Refresh_BrokenOrMissingFile_KeepsTheOldOneUntilThereIsAGoodOne(bool isMissing)
    {
        Save("US", 1);
        using var countries = Create();
        countries.Open();

        File.Delete(Path);
        if (!isMissing)
        {
            File.WriteAllText(Path, "a download's error page");
        }

        for (var i = 0; i < 3; i++)
        {
            countries.Refresh();
            countries.Find(Address).ShouldBe("US");
        }

        Save("CH", 3);
        countries.Refresh();
        countries.Refresh();
        countries.Find(Address).ShouldBe("CH");
    }

    [Fact]
    public void Open_NotConfigured_KnowsNoCountry()
    {
        using var countries = new CountryDatabase(Options.Create(new RecordingOptions()), NullLogger<CountryDatabase>.Instance);

        countries.Open();
        countries.Refresh();

        countries.Find(Address).ShouldBeNull();
    }

    private CountryDatabase Create() => new(Options.Create(new RecordingOptions { CountryDatabase = Path }), NullLogger<CountryDatabase>.Instance);

    private void Save(string code, int minute)
    {
        new MmdbFile().Add("8.8.8.0/24", MmdbRecord.GeoLite(code)).Save(Path);
        File.SetLastWriteTimeUtc(Path, new DateTime(2026, 11, 24, 12, minute, 0, DateTimeKind.Utc)); // as far apart as downloads are
    }
}
