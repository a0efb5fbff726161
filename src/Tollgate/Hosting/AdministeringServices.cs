using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Tollgate.Administering;

namespace Tollgate.Hosting;

/// <summary>Registers what a person may do.</summary>
public static class AdministeringServices
{
    /// <summary>Adds every use case; the stores behind them come with the database.</summary>
    public static IServiceCollection AddTollgateAdministering(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<SetUp>();
        services.TryAddSingleton<ApplyPlans>();
        services.TryAddSingleton<ListPlans>();
        services.TryAddSingleton<ShowPlan>();
        services.TryAddSingleton<LintPlans>();
        services.TryAddSingleton<AddUser>();
        services.TryAddSingleton<ListUsers>();
        services.TryAddSingleton<ShowUser>();
        services.TryAddSingleton<CreateApiKey>();
        services.TryAddSingleton<ListApiKeys>();
        services.TryAddSingleton<RevokeApiKey>();
        services.TryAddSingleton<RotateApiKey>();
        services.TryAddSingleton<SetSubscription>();
        services.TryAddSingleton<SetSpendCap>();
        services.TryAddSingleton<PreviewPlanChange>();
        services.TryAddSingleton<SetLimitOverride>();
        services.TryAddSingleton<RemoveLimitOverride>();
        services.TryAddSingleton<SetRestriction>();
        services.TryAddSingleton<ShowRestriction>();
        services.TryAddSingleton<HoldRestriction>();
        services.TryAddSingleton<ReleaseRestriction>();
        services.TryAddSingleton<ForgiveInvoice>();
        services.TryAddSingleton<SetAccess>();
        services.TryAddSingleton<FindSubject>();
        return services;
    }
}
