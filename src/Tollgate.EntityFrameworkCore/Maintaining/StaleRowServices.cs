using Microsoft.Extensions.DependencyInjection;
using Tollgate.EntityFrameworkCore.Statements;
using Tollgate.Maintaining;

namespace Tollgate.EntityFrameworkCore.Maintaining;

/// <summary>Registers stale rows that an index finds.</summary>
internal static class StaleRowServices
{
    /// <summary>Has rows of one kind cleaned up by the job that their kind names.</summary>
    /// <param name="services">Where to add them.</param>
    /// <param name="kind">What they are, and how long they stay.</param>
    /// <param name="count">Counts them; parameter @before in Unix milliseconds.</param>
    /// <param name="removeSome">Removes at most some hundreds of them; parameter @before.</param>
    public static IServiceCollection AddStaleRows(this IServiceCollection services, StaleKind kind, string count, string removeSome) =>
        services.AddSingleton<IStaleRows>(provider => new StaleRows(provider.GetRequiredService<MaintenanceDatabase>(), kind, count, removeSome));

    /// <summary>Has old events of the payment provider cleaned up: first their bodies, much later the rest.</summary>
    /// <param name="services">Where to add them.</param>
    /// <param name="before">The expression that makes a time of parameter @before.</param>
    public static IServiceCollection AddStaleBillingRows(this IServiceCollection services, string before) => services
        .AddStaleRows(StaleKind.WebhookBodies, InboxStatements.With(InboxStatements.CountOldBodies, before), InboxStatements.With(InboxStatements.RemoveOldBodies, before))
        .AddStaleRows(StaleKind.WebhookEvents, InboxStatements.With(InboxStatements.CountOld, before), InboxStatements.With(InboxStatements.RemoveOld, before))
        .AddStaleRows(StaleKind.BillingClaims, InboxStatements.With(InboxStatements.CountOldClaims, before), InboxStatements.With(InboxStatements.RemoveOldClaims, before));
}
