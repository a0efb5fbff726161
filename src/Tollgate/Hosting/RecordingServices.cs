using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Tollgate.Recording;

namespace Tollgate.Hosting;

/// <summary>Registers the recorder; journal and store behind it come with the database, and without them nothing is recorded.</summary>
internal static class RecordingServices
{
    public static IServiceCollection AddTollgateRecording(this IServiceCollection services)
    {
        services.TryAddSingleton<UsageRecorder>();
        services.TryAddSingleton<RecordingState>();
        services.TryAddSingleton<IUsageRecorder>(static provider => provider.GetRequiredService<UsageRecorder>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, UsageWorker>());
        return services;
    }
}
