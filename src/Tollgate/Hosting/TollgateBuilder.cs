using Microsoft.Extensions.DependencyInjection;
using Tollgate.Entitling;
using Tollgate.Identifying;
using Tollgate.Limiting;
using Tollgate.Maintaining;
using Tollgate.Notifying;
using Tollgate.Recording;
using Tollgate.Watching;

namespace Tollgate.Hosting;

/// <summary>Puts Tollgate together: choose the database with <c>UseSqlite</c> or <c>UsePostgres</c> of its package.</summary>
public sealed class TollgateBuilder
{
    internal TollgateBuilder(IServiceCollection services) => Services = services;

    /// <summary>The application's services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Changes how callers are told apart, after <c>Tollgate:Identifying</c> was read.</summary>
    public TollgateBuilder ConfigureIdentifying(Action<IdentifyingOptions> configure) => Configure(configure);

    /// <summary>Changes how entitlements are cached and what holds without a subscription, after <c>Tollgate:Entitling</c> was read.</summary>
    public TollgateBuilder ConfigureEntitling(Action<EntitlingOptions> configure) => Configure(configure);

    /// <summary>Changes how units are leased and what happens without the database, after <c>Tollgate:Limiting</c> was read.</summary>
    public TollgateBuilder ConfigureLimiting(Action<LimitingOptions> configure) => Configure(configure);

    /// <summary>Changes what is recorded and where it waits for the database, after <c>Tollgate:Recording</c> was read.</summary>
    public TollgateBuilder ConfigureRecording(Action<RecordingOptions> configure) => Configure(configure);

    /// <summary>Changes when jobs run and how long data stays, after <c>Tollgate:Maintaining</c> was read.</summary>
    public TollgateBuilder ConfigureMaintaining(Action<MaintainingOptions> configure) => Configure(configure);

    /// <summary>Adds a task to the hourly, daily or weekly job.</summary>
    public TollgateBuilder AddMaintenanceTask<T>()
        where T : class, IMaintenanceTask
    {
        Services.AddSingleton<IMaintenanceTask, T>();
        return this;
    }

    /// <summary>Changes what is worth an alert, after <c>Tollgate:Alerts</c> was read.</summary>
    public TollgateBuilder ConfigureAlerts(Action<AlertsOptions> configure) => Configure(configure);

    /// <summary>Adds a rule that finds trouble of another kind; it is asked where alerts are watched.</summary>
    public TollgateBuilder AddAlertRule<T>()
        where T : class, IAlertRule
    {
        Services.AddSingleton<IAlertRule, T>();
        return this;
    }

    /// <summary>Adds another way to tell people, e.g. a chat.</summary>
    public TollgateBuilder AddNotificationChannel<T>()
        where T : class, INotificationChannel
    {
        Services.AddSingleton<INotificationChannel, T>();
        return this;
    }

    /// <summary>Watches for alerts, takes due steps of restrictions and sends notifications while the application runs. One such process is enough; any number share the work.</summary>
    public TollgateBuilder WatchAlerts()
    {
        Services.AddTollgateWatchingWorkers();
        Services.AddTollgateRestrictionWorker();
        return this;
    }

    /// <summary>Has an observer told of every change of plans, users and keys.</summary>
    public TollgateBuilder AddChangeObserver<T>()
        where T : class, IChangeObserver
    {
        Services.AddSingleton<IChangeObserver, T>();
        return this;
    }

    private TollgateBuilder Configure<TOptions>(Action<TOptions> configure)
        where TOptions : class
    {
        Services.Configure(configure);
        return this;
    }
}
