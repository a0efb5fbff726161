using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Tollgate.Administering;
using Tollgate.Maintaining;
using Tollgate.Notifying;
using Tollgate.Recording;
using Tollgate.Watching;
using Tollgate.Watching.Rules;

namespace Tollgate.Hosting;

/// <summary>Registers alerts and notifications; what the rules read comes with the database.</summary>
internal static class WatchingServices
{
    /// <summary>Adds the rules, the pass that asks them, and the log as a channel; nothing runs by itself.</summary>
    public static IServiceCollection AddTollgateWatching(this IServiceCollection services)
    {
        services.TryAddSingleton<JournalBacklog>();
        services.TryAddEnumerable(
        [
            ServiceDescriptor.Singleton<IAlertRule, QuotaRule>(),
            ServiceDescriptor.Singleton<IAlertRule, CreditsRule>(),
            ServiceDescriptor.Singleton<IAlertRule, RefusalRule>(),
            ServiceDescriptor.Singleton<IAlertRule, GrowthRule>(),
            ServiceDescriptor.Singleton<IAlertRule, DriftRule>(),
            ServiceDescriptor.Singleton<IAlertRule, PastDueRule>(),
            ServiceDescriptor.Singleton<IAlertRule, ExpiringRule>(),
            ServiceDescriptor.Singleton<IAlertRule, TrialRule>(),
            ServiceDescriptor.Singleton<IAlertRule, RestrictedRule>(),
            ServiceDescriptor.Singleton<IAlertRule, PaymentFailureRule>(),
            ServiceDescriptor.Singleton<IAlertRule, PaymentEpisodeRule>(),
            ServiceDescriptor.Singleton<IAlertRule, WebhookRule>(),
            ServiceDescriptor.Singleton<IAlertRule, UnknownStatusRule>(),
            ServiceDescriptor.Singleton<IAlertRule, JournalRule>(),
            ServiceDescriptor.Singleton<IAlertRule, ClockRule>(),
            ServiceDescriptor.Singleton<IAlertRule, LedgerRule>(),
            ServiceDescriptor.Singleton<IAlertRule, TableSizeRule>(),
            ServiceDescriptor.Singleton<IAlertRule, ReplicationRule>(),
            ServiceDescriptor.Singleton<IAlertRule, MeteringBacklogRule>(),
            ServiceDescriptor.Singleton<IAlertRule, MeteringFailedRule>(),
            ServiceDescriptor.Singleton<IAlertRule, MeteringDifferenceRule>(),
        ]);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<INotificationChannel, LogChannel>());
        services.TryAddSingleton<DriftJudge>();
        services.TryAddSingleton<DriftSearch>();
        services.TryAddSingleton(static provider => new ReconcileUsage(provider.GetRequiredService<DriftSearch>(), provider.GetRequiredService<IUserStore>()));
        services.TryAddSingleton<RuleList>();
        services.TryAddSingleton<AlertWatch>();
        services.TryAddSingleton<ChannelList>();
        services.TryAddSingleton<NotificationSender>();
        services.TryAddSingleton<SendTest>();
        return services;
    }

    /// <summary>Has the rules asked and notifications sent while the host runs.</summary>
    public static IServiceCollection AddTollgateWatchingWorkers(this IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, AlertWorker>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, NotificationWorker>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, OperationWorker>());
        return services;
    }
}
