using MaxMind.Db;

namespace Tollgate.Server.Recording;

/// <summary>The country within a <see cref="NestedCountry"/>.</summary>
internal sealed class CountryPart
{
    [Constructor]
    public CountryPart([MapKey("iso_code")] string? code = null) => Code = code;

    public string? Code { get; }
}
