using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tollgate.Administering;
using Tollgate.Aggregating;
using Tollgate.Billing;
using Tollgate.Billing.Metering;
using Tollgate.Watching;

namespace Tollgate.Hosting;

/// <summary>Registers metered billing; the store comes with the database and the provider with its package, and without them nothing is metered.</summary>
internal static class MeteringServices
{
    public static IServiceCollection AddTollgateMetering(this IServiceCollection services)
    {
        services.TryAddSingleton<MeteringSignal>();
        services.TryAddSingleton(static provider => new MeterEventSender(
            provider.GetRequiredService<IMeteringStore>(),
            provider.GetRequiredService<IOptions<MeteringOptions>>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<MeterEventSender>>(),
            provider.GetService<IPaymentProvider>()));
        services.TryAddSingleton(static provider => new SyncMetering(
            provider.GetRequiredService<IMeteringStore>(),
            provider.GetRequiredService<MeterEventSender>(),
            provider.GetRequiredService<SumUsage>(),
            provider.GetRequiredService<NodeIdentity>(),
            provider.GetRequiredService<IOptions<MeteringOptions>>(),
            provider.GetService<IPaymentProvider>()));
        services.TryAddSingleton(static provider => new VerifyMetering(
            provider.GetRequiredService<IMeteringStore>(),
            provider.GetRequiredService<IOptions<MeteringOptions>>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetService<IPaymentProvider>()));
        services.TryAddSingleton(static provider => new ReportBilling(
            provider.GetRequiredService<IMeteringStore>(),
            provider.GetRequiredService<IUserStore>(),
            provider.GetRequiredService<IQuotaScan>(),
            provider.GetRequiredService<IOptions<MeteringOptions>>(),
            provider.GetService<IPaymentProvider>()));
        services.TryAddSingleton(static provider => new ListMeterEvents(provider.GetRequiredService<IMeteringStore>(), provider.GetRequiredService<IUserStore>()));
        services.TryAddSingleton(static provider => new RetryMeterEvent(provider.GetRequiredService<IMeteringStore>()));
        services.TryAddSingleton(static provider => new CancelMeterEvent(provider.GetRequiredService<IMeteringStore>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, MeteringWorker>(static provider => new MeteringWorker(
            provider.GetRequiredService<IOptions<MeteringOptions>>(),
            provider.GetRequiredService<HostStart>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<MeteringWorker>>(),
            provider.GetService<IMeteringStore>(),
            provider.GetService<IMeteringStore>() is null ? null : provider.GetRequiredService<SyncMetering>(),
            provider.GetService<IPaymentProvider>())));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, UpcomingInvoiceWorker>(static provider => new UpcomingInvoiceWorker(
            provider.GetRequiredService<MeteringSignal>(),
            provider.GetRequiredService<IOptions<MeteringOptions>>(),
            provider.GetRequiredService<ILogger<UpcomingInvoiceWorker>>(),
            provider.GetService<IMeteringStore>() is null ? null : provider.GetRequiredService<SyncMetering>(),
            provider.GetService<IPaymentProvider>())));
        return services;
    }
}
