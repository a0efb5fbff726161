using Microsoft.Extensions.Logging.Console;
using Tollgate.Administering;
using Tollgate.Server.Commands;

namespace Tollgate.Server.Databases;

/// <summary>What a command works with: the use cases on one database.</summary>
internal sealed class Toolbox : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly Stack<IHostedService> _started = [];

    private Toolbox(DatabaseTarget database, ServiceProvider services)
    {
        Database = database;
        _services = services;
    }

    /// <summary>The database that everything works on.</summary>
    public DatabaseTarget Database { get; }

    /// <summary>Builds the use cases; the database is not asked yet.</summary>
    public static Toolbox Create(DatabaseTarget database, IConfiguration configuration)
    {
        var services = new ServiceCollection();
        services.AddSingleton(configuration);
        services.AddLogging(AddNotifications);
        services.AddTollgateOn(database, configuration);
        services.AddPatientDecisions();
        services.AddNoRecording();
        return new Toolbox(database, services.BuildServiceProvider());
    }

    /// <summary>A use case or store.</summary>
    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>A service that not every database has; null when this one has not.</summary>
    public T? Find<T>()
        where T : class => _services.GetService<T>();

    /// <summary>Sets up: schema, first plans, a plan for every user.</summary>
    /// <param name="preset">Which plans to start with; null for the default ones.</param>
    /// <param name="cancellationToken">Gives up; what is done stays.</param>
    public Task<SetUpReport> SetUpAsync(string? preset, CancellationToken cancellationToken) => Get<SetUp>().RunAsync(preset, cancellationToken);

    /// <summary>Starts the limiter, for commands that decide.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var service in _services.GetServices<IHostedService>())
        {
            await service.StartAsync(cancellationToken);
            _started.Push(service);
        }
    }

    /// <summary>Fails, and says what to do, when the schema is missing or old.</summary>
    public Task RequireSchemaAsync(CancellationToken cancellationToken) => Get<SchemaCheck>().RequireAsync(cancellationToken);

    /// <summary>The log of a command is standard error, and only notifications are written there: everything else is in the answer.</summary>
    private static void AddNotifications(ILoggingBuilder logging)
    {
        logging.SetMinimumLevel(LogLevel.None);
        logging.AddFilter(typeof(Tollgate.Notifying.LogChannel).FullName, LogLevel.Information);
        logging.AddSimpleConsole(console => console.SingleLine = true);
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        while (_started.TryPop(out var service))
        {
            await service.StopAsync(CancellationToken.None); // hands back what is on lease
        }

        await _services.DisposeAsync();
    }
}
