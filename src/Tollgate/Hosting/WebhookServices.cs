using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Tollgate.Administering;
using Tollgate.Billing;
using Tollgate.Billing.Metering;
using Tollgate.Maintaining;
using Tollgate.Watching;
using Tollgate.Watching.Rules;

namespace Tollgate.Hosting;

/// <summary>Registers what a payment provider's package builds on: the inbox of its events, and what a person may do with it.</summary>
public static class WebhookServices
{
    /// <summary>Adds the inbox, its use cases, and the nightly comparison to the daily job; the provider itself and the database come from elsewhere.</summary>
    public static IServiceCollection AddTollgateInbox(this IServiceCollection services)
    {
        if (services.Any(s => s.ServiceType == typeof(WebhookProcessor)))
        {
            return services;
        }

        services.AddOptions<InboxOptions>().BindConfiguration("Tollgate:Inbox").ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<InboxOptions>, InboxOptionsValidator>());
        services.TryAddSingleton<InboxSignal>();
        services.TryAddSingleton<MeteringSignal>();
        services.TryAddSingleton<WebhookIntake>();
        services.AddSingleton<WebhookProcessor>();
        services.TryAddSingleton<FetchUndelivered>();
        services.TryAddSingleton<SyncSubscriptions>();
        services.TryAddSingleton<SyncUser>();
        services.TryAddSingleton<OpenCheckout>();
        services.TryAddSingleton<OpenPortal>();
        services.TryAddSingleton<FinishCheckout>();
        services.TryAddSingleton<ReplayEvents>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IAlertRule, PaymentEventRule>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IMaintenanceTask, SyncStoredSubscriptions>());
        return services;
    }

    /// <summary>Has events worked off and undelivered ones fetched while the host runs.</summary>
    public static IServiceCollection AddTollgateInboxWorkers(this IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, WebhookWorker>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, UndeliveredWorker>());
        return services;
    }
}
