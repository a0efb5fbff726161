namespace Tollgate.Server.Tests.Recording;

/// <summary>Records as the known providers shape them, with more in them than the country.</summary>
internal static class MmdbRecord
{
    /// <summary>GeoLite2, GeoIP2 and DB-IP: country or city.</summary>
    public static Dictionary<string, object> GeoLite(string code) => new()
    {
        ["city"] = Named("Somewhere", "en"),
        ["continent"] = new Dictionary<string, object> { ["code"] = "EU", ["names"] = Named("Europe", "en") },
        ["country"] = new Dictionary<string, object> { ["geoname_id"] = 2658434u, ["iso_code"] = code, ["names"] = Named("A country whose name has more than 29 letters", "de") },
        ["registered_country"] = new Dictionary<string, object> { ["iso_code"] = "ZZ" },
        ["subdivisions"] = new List<object> { new Dictionary<string, object> { ["iso_code"] = "AA" } },
    };

    /// <summary>A network that is not in a country: only who registered it is known.</summary>
    public static Dictionary<string, object> Registered(string code) => new() { ["registered_country"] = new Dictionary<string, object> { ["iso_code"] = code } };

    /// <summary>IPinfo Lite.</summary>
    public static Dictionary<string, object> InfoLite(string code) => new() { ["asn"] = "AS15169", ["country"] = "Some Country", ["country_code"] = code };

    /// <summary>IPinfo's earlier country file.</summary>
    public static Dictionary<string, object> InfoCountry(string code) => new() { ["continent"] = "EU", ["country"] = code, ["country_name"] = "Some Country" };

    /// <summary>A file of networks' owners, without countries.</summary>
    public static Dictionary<string, object> Asn() => new() { ["autonomous_system_number"] = 15169u, ["autonomous_system_organization"] = "Somebody" };

    private static Dictionary<string, object> Named(string name, string language) => new() { [language] = name };
}
