using Microsoft.Extensions.DependencyInjection;
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
}
