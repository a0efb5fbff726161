using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tollgate.Administering;
using Tollgate.Billing.Crediting;
using Tollgate.Billing.Metering;
using Tollgate.Billing;
using Tollgate.Billing.Restricting;
using Tollgate.Entitling;
using Tollgate.EntityFrameworkCore.Administering;
using Tollgate.EntityFrameworkCore.Billing;
using Tollgate.EntityFrameworkCore.Entitling;
using Tollgate.EntityFrameworkCore.Maintaining;
using Tollgate.EntityFrameworkCore.Notifying;
using Tollgate.EntityFrameworkCore.Recording;
using Tollgate.EntityFrameworkCore.Watching;
using Tollgate.Hosting;
using Tollgate.Maintaining;
using Tollgate.Notifying;
using Tollgate.Recording;
using Tollgate.Watching;

namespace Tollgate.EntityFrameworkCore.Hosting;

/// <summary>Registers the stores that are the same on every database; a provider adds context, schema and change feed.</summary>
internal static class RelationalServices
{
    public static IServiceCollection AddTollgateRelationalStores(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IReadContexts, PrimaryReadContexts>();
        services.TryAddSingleton<TableCache>();
        services.TryAddSingleton<EntitlementCache>();
        services.TryAddSingleton<EntitlementWriter>();
        services.TryAddSingleton<RestrictionWriter>();
        services.TryAddSingleton<BillingOutbox>();
        services.TryAddSingleton<IRestrictionStore, RestrictionStore>();
        services.TryAddSingleton<IDueRestrictions, DueRestrictions>();
        services.TryAddSingleton<IBillingScan, BillingScan>();
        services.TryAddSingleton<SegmentWriter>();
        services.TryAddSingleton<PeriodLimitWriter>();
        services.TryAddSingleton<CreditWriter>();
        services.TryAddSingleton<ICreditStore, CreditStore>();
        services.AddTollgateCreditWorker();
        services.TryAddSingleton<SubscriptionChange>();
        services.TryAddSingleton<MeteringReader>();
        services.TryAddSingleton<IMeteringStore, MeteringStore>();
        services.TryAddSingleton<BillingClock>();
        services.TryAddSingleton<CustomerWriter>();
        services.TryAddSingleton<SubscriptionWriter>();
        services.TryAddSingleton<InvoiceWriter>();
        services.TryAddSingleton<NewsWriter>();
        services.TryAddSingleton<IWebhookInbox, WebhookInbox>();
        services.TryAddSingleton<IBillingStore, BillingStore>();
        services.TryAddSingleton<FactsReader>();
        services.TryAddSingleton<IEntitlementStore, EntitlementStore>();
        services.TryAddSingleton<IPlanStore, PlanStore>();
        services.TryAddSingleton<IUserStore, UserStore>();
        services.TryAddSingleton<IApiKeyStore, ApiKeyStore>();
        services.TryAddSingleton<IDailyRequestCounter, DailyRequestCounter>();
        services.TryAddSingleton<INotificationStore, NotificationStore>();
        services.TryAddSingleton<IAlertStore, AlertStore>();
        services.TryAddSingleton<IQuotaScan, QuotaScan>();
        services.TryAddSingleton<ICustomerLimits, CustomerLimits>();
        services.TryAddSingleton<ISubscriptionScan, SubscriptionScan>();
        services.TryAddSingleton<IRefusalScan, RefusalScan>();
        services.TryAddSingleton<ICreditScan, CreditScan>();
        services.TryAddSingleton<ISubjectUsage, SubjectUsageReader>();
        services.TryAddSingleton<IRecordedUnits, RecordedUnits>();
        services.TryAddSingleton<IPlanVersions, PlanVersions>();
        services.TryAddSingleton<IOperationFigures, OperationFiguresReader>();
        return services;
    }

    /// <summary>Adds the journals of one database, in the configured folder or else in this one.</summary>
    /// <param name="services">Where to add them.</param>
    /// <param name="address">Where the database is; no secret.</param>
    /// <param name="name">The database's name on its server, or its file's name.</param>
    /// <param name="folder">The folder unless one is configured.</param>
    public static IServiceCollection AddTollgateJournals(this IServiceCollection services, string address, string name, Func<string> folder)
    {
        services.TryAddSingleton<IDatabaseIdentity>(provider => new DatabaseIdentity(provider.GetRequiredService<IDbContextFactory<TollgateDbContext>>(), name));
        services.TryAddSingleton<IUsageJournals>(provider => new SqliteJournals(
            Path.GetFullPath(provider.GetRequiredService<IOptions<RecordingOptions>>().Value.JournalPath ?? folder()),
            address,
            provider.GetRequiredService<ILogger<SqliteJournals>>()));
        return services;
    }
}
