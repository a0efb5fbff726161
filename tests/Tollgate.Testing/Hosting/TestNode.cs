using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Tollgate.Hosting;

namespace Tollgate.Testing.Hosting;

/// <summary>One node or command on a database: the services, and the workers that a test starts.</summary>
public sealed class TestNode : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly List<IHostedService> _started = [];

    private TestNode(ServiceProvider services) => _services = services;

    public static TestNode Create(Action<TollgateBuilder> use, TimeProvider? clock = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddLogging();
        if (clock is not null)
        {
            services.AddSingleton(clock);
        }

        services.AddTollgate(use);
        return new TestNode(services.BuildServiceProvider());
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Starts to hear of changes that are made elsewhere.</summary>
    public async Task ListenAsync(CancellationToken cancellationToken)
    {
        var worker = Worker<ChangeWorker>();
        await worker.StartAsync(cancellationToken);
        _started.Add(worker);
    }

    /// <summary>Starts a worker; it stops with the node.</summary>
    internal async Task<IHostedService> StartAsync<T>(CancellationToken cancellationToken)
        where T : IHostedService
    {
        var worker = Worker<T>();
        await worker.StartAsync(cancellationToken);
        _started.Add(worker);
        return worker;
    }

    /// <summary>Runs what a worker does at shutdown.</summary>
    internal async Task StopAsync<T>(CancellationToken cancellationToken)
        where T : IHostedService
    {
        var worker = Worker<T>();
        await worker.StartAsync(cancellationToken);
        await worker.StopAsync(cancellationToken);
    }

    private T Worker<T>()
        where T : IHostedService => _services.GetServices<IHostedService>().OfType<T>().Single();

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in _started)
        {
            await worker.StopAsync(CancellationToken.None);
        }

        await _services.DisposeAsync();
    }
}
