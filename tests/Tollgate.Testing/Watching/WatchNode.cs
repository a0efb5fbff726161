using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Tollgate.EntityFrameworkCore.Statements;
using Tollgate.Hosting;
using Tollgate.Notifying;
using Tollgate.Watching;

namespace Tollgate.Testing.Watching;

/// <summary>Changes a node for tests of alerts.</summary>
internal static class WatchNode
{
    /// <summary>The node's clock counts instead of the database's, so that a test can move it.</summary>
    public static Action<TollgateBuilder> ByTheNodesClock(this Action<TollgateBuilder> use) => builder =>
    {
        use(builder);
        var dialect = (StatementDialect)builder.Services.Single(s => s.ServiceType == typeof(StatementDialect)).ImplementationInstance!;
        builder.Services.Replace(ServiceDescriptor.Singleton(dialect with { Now = null }));
    };

    /// <summary>Only these channels, and these rules beside the disabled ones of the product.</summary>
    public static Action<TollgateBuilder> With(this Action<TollgateBuilder> use, IEnumerable<INotificationChannel> channels, params IEnumerable<IAlertRule> rules) => builder =>
    {
        use(builder);
        builder.Services.RemoveAll<INotificationChannel>();
        builder.Services.RemoveAll<IAlertRule>();
        foreach (var channel in channels)
        {
            builder.Services.AddSingleton(channel);
        }

        foreach (var rule in rules)
        {
            builder.Services.AddSingleton(rule);
        }
    };
}
