using Tollgate.Recording;

namespace Tollgate.Server.Recording;

/// <summary>Registers the country database, which is idle unless one is configured.</summary>
internal static class CountryServices
{
    /// <summary>Adds it, to be opened by whoever records: the host by its worker, the import by itself.</summary>
    public static IServiceCollection AddCountries(this IServiceCollection services)
    {
        services.AddSingleton<CountryDatabase>();
        services.AddSingleton<ICountryLookup>(provider => provider.GetRequiredService<CountryDatabase>());
        services.AddHostedService<CountryWorker>();
        return services;
    }
}
