using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Tollgate.Aggregating;
using Tollgate.Billing.Crediting;
using Tollgate.Billing.Metering;
using Tollgate.Billing.Notices;
using Tollgate.Billing.Restricting;
using Tollgate.Entitling;
using Tollgate.Hosting;
using Tollgate.Identifying;
using Tollgate.Limiting;
using Tollgate.Maintaining;
using Tollgate.Notifying;
using Tollgate.Recording;
using Tollgate.Watching;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers Tollgate.</summary>
public static class TollgateServiceCollectionExtensions
{
    /// <summary>
    /// Adds every stage from identifying to aggregating, notifying, watching, administering and maintaining; the database comes with
    /// <c>UseSqlite</c> or <c>UsePostgres</c>. Options are read from the sections below <c>Tollgate</c> that are named after the stages, e.g.
    /// <c>Tollgate:Limiting</c>, and checked at start.
    /// Calling it again only configures more.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Chooses the database and changes options; null to do so on what is returned.</param>
    public static TollgateBuilder AddTollgate(this IServiceCollection services, Action<TollgateBuilder>? configure = null)
    {
        // Binding a list twice would double it.
        if (services.All(s => s.ImplementationType != typeof(ChangeWorker)))
        {
            services.AddTollgateStage<IdentifyingOptions, IdentifyingOptionsValidator>("Tollgate:Identifying");
            services.AddTollgateStage<EntitlingOptions, EntitlingOptionsValidator>("Tollgate:Entitling");
            services.AddTollgateStage<LimitingOptions, LimitingOptionsValidator>("Tollgate:Limiting");
            services.AddTollgateStage<RecordingOptions, RecordingOptionsValidator>("Tollgate:Recording");
            services.AddTollgateStage<AggregatingOptions, AggregatingOptionsValidator>("Tollgate:Aggregating");
            services.AddTollgateStage<MaintainingOptions, MaintainingOptionsValidator>("Tollgate:Maintaining");
            services.AddTollgateStage<NotificationOptions, NotificationOptionsValidator>("Tollgate:Notifications");
            services.AddTollgateStage<MeteringOptions, MeteringOptionsValidator>("Tollgate:Billing:Metering");
            services.AddTollgateStage<RestrictionOptions, RestrictionOptionsValidator>("Tollgate:Billing:Restrictions");
            services.AddTollgateStage<NoticeOptions, NoticeOptionsValidator>("Tollgate:Billing:Notices");
            services.AddTollgateStage<AlertsOptions, AlertsOptionsValidator>("Tollgate:Alerts");
            services.AddTollgateStage<CreditOptions, CreditOptionsValidator>("Tollgate:Billing");
            services.AddTollgateEntitling();
            services.AddTollgateLimiting();
            services.AddTollgateAggregating();
            services.AddTollgateAdministering();
            services.AddTollgateMaintaining();
            services.AddTollgateMetering();
            services.AddTollgateWatching();
            services.AddTollgateCredits();
            services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, PromiseCheck>());
        }

        var builder = new TollgateBuilder(services);
        configure?.Invoke(builder);

        // Last, so that it stops first: what it still counts for the day, the worker of the daily count stores after it.
        services.AddTollgateRecording();
        return builder;
    }

    /// <summary>Adds whatever turns callers into entitlements, and keeps that fresh.</summary>
    internal static IServiceCollection AddTollgateEntitling(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<AddressRules>();
        services.TryAddSingleton<CallerDirectory>();
        services.TryAddSingleton<ChangeFeedState>();

        // Before the limiter and before any door: who is let in must hear of changes first.
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ChangeWorker>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, KeyUseWorker>());
        return services;
    }

    private static void AddTollgateStage<TOptions, TValidator>(this IServiceCollection services, string section)
        where TOptions : class
        where TValidator : class, IValidateOptions<TOptions>
    {
        services.AddOptions<TOptions>().BindConfiguration(section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TOptions>, TValidator>());
    }
}
