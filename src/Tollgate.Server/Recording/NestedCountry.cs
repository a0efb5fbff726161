using MaxMind.Db;

namespace Tollgate.Server.Recording;

/// <summary>A record of GeoLite2, GeoIP2 and DB-IP; what else it has is passed over.</summary>
internal sealed class NestedCountry
{
    [Constructor]
    public NestedCountry([MapKey("country")] CountryPart? country = null) => Country = country;

    public CountryPart? Country { get; }
}
