using MaxMind.Db;

namespace Tollgate.Server.Recording;

/// <summary>A record of IPinfo and of files made from registries' data; what else it has is passed over.</summary>
internal sealed class FlatCountry
{
    [Constructor]
    public FlatCountry([MapKey("country_code")] string? countryCode = null, [MapKey("country")] string? country = null)
    {
        CountryCode = countryCode;
        Country = country;
    }

    public string? CountryCode { get; }

    public string? Country { get; }
}
