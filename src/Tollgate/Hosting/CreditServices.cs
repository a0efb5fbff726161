using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Tollgate.Administering;
using Tollgate.Billing.Crediting;

namespace Tollgate.Hosting;

/// <summary>Registers prepaid credits; where they are kept comes with the database.</summary>
internal static class CreditServices
{
    public static IServiceCollection AddTollgateCredits(this IServiceCollection services)
    {
        services.TryAddSingleton<GrantCredits>();
        services.TryAddSingleton<ListCredits>();
        services.TryAddSingleton<TopUpCredits>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, CreditWorker>());
        return services;
    }
}
