using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Tollgate.Administering;
using Tollgate.Billing.Crediting;

namespace Tollgate.Hosting;

/// <summary>Registers prepaid credits; where they are kept comes with the database.</summary>
internal static class CreditServices
{
    /// <summary>Adds what people and payments do.</summary>
    public static IServiceCollection AddTollgateCredits(this IServiceCollection services)
    {
        services.TryAddSingleton<GrantCredits>();
        services.TryAddSingleton<ListCredits>();
        services.TryAddSingleton<TopUpCredits>();
        return services;
    }

    /// <summary>Has credits expire while the host runs; with the database, which some hosts do without.</summary>
    public static IServiceCollection AddTollgateCreditWorker(this IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, CreditWorker>());
        return services;
    }
}
