using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Tollgate;
using Tollgate.AspNetCore;
using Tollgate.AspNetCore.Entitling;
using Tollgate.AspNetCore.Identifying;
using Tollgate.AspNetCore.Limiting;
using Tollgate.AspNetCore.Recording;
using Tollgate.Entitling;
using Tollgate.Hosting;
using Tollgate.Identifying;
using Tollgate.Recording;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers what Tollgate's middleware needs.</summary>
public static class TollgateHttpServiceCollectionExtensions
{
    /// <summary>Adds the HTTP side of Tollgate; calling it twice changes nothing.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Changes options after <c>Tollgate:Http</c> was read; null for none.</param>
    public static IServiceCollection AddTollgateHttp(this IServiceCollection services, Action<HttpOptions>? configure = null)
    {
        services.AddRouting();
        services.AddOptions<HttpOptions>().BindConfiguration("Tollgate:Http").ValidateOnStart();
        services.AddOptions<IdentifyingOptions>().ValidateOnStart();
        services.AddOptions<RecordingOptions>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<HttpOptions>, HttpOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<IdentifyingOptions>, IdentifyingOptionsValidator>());
        if (configure is not null)
        {
            services.Configure(configure);
        }

        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<NodeIdentity>();
        services.TryAddSingleton<ForwardedAddress>();
        services.TryAddSingleton<IScopeMatcher, RouteScopeMatcher>();
        services.TryAddSingleton<Gate>();
        services.TryAddSingleton<RequestCredentials>();
        services.TryAddSingleton<ChargeRule>();
        services.TryAddSingleton<RequestUsage>();
        services.TryAddSingleton<RequestGate>();
        services.TryAddSingleton<DecisionHeaders>();
        services.TryAddSingleton<RefusalResponse>();
        return services.AddDailyCount();
    }

    /// <summary>
    /// Makes Tollgate the global limiter of the framework's <c>app.UseRateLimiter()</c>, instead of <c>app.UseTollgateLimiting()</c>;
    /// add <c>app.UseTollgateHeaders()</c> before it for the headers.
    /// </summary>
    public static IServiceCollection AddTollgateRateLimiter(this IServiceCollection services)
    {
        services.AddTollgateHttp().AddRateLimiter(static _ => { });
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<RateLimiterOptions>, RateLimiterSetup>());
        return services;
    }

    private static IServiceCollection AddDailyCount(this IServiceCollection services)
    {
        services.TryAddSingleton<DailyRequestTally>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, DailyRequestWorker>());
        return services;
    }
}
