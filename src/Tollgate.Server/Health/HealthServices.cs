namespace Tollgate.Server.Health;

/// <summary>Registers the health checks of a node.</summary>
internal static class HealthServices
{
    /// <summary>Adds every probe; the order is the order of the answer.</summary>
    public static IServiceCollection AddHealth(this IServiceCollection services)
    {
        services.AddSingleton<IHealthProbe, StoppingProbe>();
        services.AddSingleton<IHealthProbe, DatabaseProbe>();
        services.AddSingleton<IHealthProbe, LedgerProbe>();
        services.AddSingleton<IHealthProbe, RecordingProbe>();
        services.AddSingleton<IHealthProbe, MeteringProbe>();
        services.AddSingleton<IHealthProbe, ChangeFeedProbe>();
        services.AddSingleton<IHealthProbe, ClockProbe>();
        services.AddSingleton<IHealthProbe, InboxProbe>();
        services.AddSingleton<Readiness>();
        services.AddSingleton<Liveness>();
        return services;
    }
}
