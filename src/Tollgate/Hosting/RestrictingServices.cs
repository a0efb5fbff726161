using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Tollgate.Billing.Restricting;

namespace Tollgate.Hosting;

/// <summary>Registers what follows from payments that failed.</summary>
internal static class RestrictingServices
{
    /// <summary>Takes the steps of the ladder while the host runs.</summary>
    public static IServiceCollection AddTollgateRestrictionWorker(this IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, RestrictionWorker>());
        return services;
    }
}
